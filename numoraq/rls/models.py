"""No models. Without this module Django would send no post_migrate signal for the app."""
