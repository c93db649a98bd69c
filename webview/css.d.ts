/** Style sheets that a page imports become files beside its script. */
declare module "*.css";
