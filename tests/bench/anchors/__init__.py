"""What ours is measured beside, as a competent developer would write it in a day: Django's answer of one word, a plain
view that stores a letter, and a stock Wagtail form page."""
