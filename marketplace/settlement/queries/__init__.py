"""Reading settlement: what a shop is owed, what the operator holds, the trail of an order."""
