#include "lp/factor/load.h"
#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* With the lock. The message of dlerror names the library. */
static int load(struct cp_lp_library *l, struct cp_error *err) {
    void *handle = dlopen(l->soname, RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return cp_fail(err, CP_EIO, "cannot load a library: %s", dlerror());
    for (size_t k = 0; k < CP_LP_FUNCTIONS && l->function[k].name; k++) {
        void *function = dlsym(handle, l->function[k].name);
        if (!function)
            return cp_fail(err, CP_EIO, "%s has no function %s", l->soname, l->function[k].name);
        memcpy(l->function[k].pointer, &function, sizeof function);
    }
    l->loaded = true;
    return 0;
}

int cp_lp_load(struct cp_lp_library *l, struct cp_error *err) {
    pthread_mutex_lock(&lock);
    int rc = l->loaded ? 0 : load(l, err);
    pthread_mutex_unlock(&lock);
    return rc;
}
