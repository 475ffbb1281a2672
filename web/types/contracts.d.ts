/** Made by the build from the contracts that Python declares. */
declare module "cif-emulator:ciframework" {
  /** The methods of `Microsoft.CIFramework`, with spaces between: `getMode`, or `getSession:map` if it gives a Map. */
  const methods: string;
  export default methods;
}
