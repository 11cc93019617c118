// Imported first by every entry script, so that an old Node.js gets a sentence instead of a stack trace.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `Plenum needs Node.js 20.19 or newer (22 recommended); this is ${process.versions.node}. ` +
      'Please install a newer one from your system or from nodejs.org, then start again.\n',
  );
  process.exit(1);
}
