"""What a trained recognizer found beside the rules, put together with what they found."""
