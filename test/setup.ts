// Loaded before every test: no test may see this machine's AWS configuration, colours or terminal.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('AWS_') || name.startsWith('SESSION_MANAGER_')) delete process.env[name];
}
process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
process.env['AWS_CONFIG_FILE'] = '/dev/null';
process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/dev/null';
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
process.env['NO_COLOR'] = '1';
