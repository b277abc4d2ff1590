// Starts the GOV.UK components. Every page works without it.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
import { initAll } from "../vendor/govuk-frontend.min.js";
initAll();
