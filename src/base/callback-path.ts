/** Where Slack sends people back to who sign in. */
export const CALLBACK_PATH = "/sign-in/slack";
