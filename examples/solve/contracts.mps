* Two power contracts, 42 and 55 USD/MWh, to deliver 100 MW; the cheap one gives at most 70.
NAME contracts
ROWS
 N cost
 G power
COLUMNS
 ppa cost 42 power 1
 grid cost 55 power 1
RHS
 rhs power 100
BOUNDS
 UP bound ppa 70
ENDATA
