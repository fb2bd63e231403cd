"""What a shop's screens show, as frozen reports. Every function takes the shop it speaks of."""
