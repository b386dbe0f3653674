"""What holds a treatment back: washouts, interactions, dose caps, pregnancy, suicide items."""
