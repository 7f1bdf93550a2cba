* The same without the grid, for 200 MW: it cannot be done.
NAME short
ROWS
 N cost
 G power
COLUMNS
 ppa cost 42 power 1
RHS
 rhs power 200
BOUNDS
 UP bound ppa 70
ENDATA
