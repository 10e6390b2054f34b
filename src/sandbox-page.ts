/** Where the sandbox's own namespace is told of, and where one sees what is told. */
export const DEMO_CHANNEL = "ops";
export const SANDBOX_PAGE = `/sandbox/#${DEMO_CHANNEL}`;
