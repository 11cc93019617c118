/** The records cannot be opened. The message is for the person at the console: what is wrong, and what to do next. */
export class StoreError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
  }
}

/** Another process has taken the data directory. */
export class DirectoryTakenError extends StoreError {
  constructor(message: string) {
    super(message);
    this.name = 'DirectoryTakenError';
  }
}
