// Everything works without this file; it only makes the desk quicker.
import "htmx.org";
import "./all-keys.js";
import "./composer.js";
import "./files.js";
import "./keyboard.js";
import "./live.js";
import "./leaves.js";
import "./once.js";
import "./page-left.js";
import "./palette.js";
import "./preview.js";
import "./print.js";
import "./toasts.js";
import "./sheet.js";
