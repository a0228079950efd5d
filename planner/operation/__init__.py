"""For those who run Navrat: is it alive, is it ready, what does it do, what should worry them."""
