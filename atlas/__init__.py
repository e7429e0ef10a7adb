"""Library of the trigger point explorer: an atlas of referred muscle pain, searched in reverse."""
