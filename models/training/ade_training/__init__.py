"""Tools that prepare the text encoders which the ADE normalizer runs."""

__version__ = "0.1.0"
