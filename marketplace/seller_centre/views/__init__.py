"""The seller's screens: fetch, call one service, answer."""
