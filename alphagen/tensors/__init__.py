"""What the networks for training and the native engine for sampling both stand on.

Plain torch and files. It is a room of its own because whatever is in ``models`` needs the
transformers library, which takes longer to import than the first programs take to be written.
"""
