"""What each page shows and takes."""
