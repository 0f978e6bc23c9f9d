"""``python -m tollbook`` is the command ``tollbook``."""

from tollbook.cli import main

if __name__ == "__main__":
    main()
