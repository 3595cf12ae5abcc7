"""What runs say side by side: paired differences, survival, hazards, money, and the sentence they come to."""
