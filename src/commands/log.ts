import * as Args from '@oclif/core/args';
import { logFlags, targetFlags } from '../cli/flags.ts';
import { goneSignal } from '../cli/signals.ts';
import { BaseCommand } from '../cli/base-command.ts';
import { drained } from '../cli/lines.ts';
import { UserError } from '../errors.ts';

// SessionId in the service model of Systems Manager.
const LONGEST = 96;

export default class Log extends BaseCommand {
  static override summary = 'print the recording of a session';

  static override description = `SESSION is its id, or a beginning of it that no other session has. It is looked for where its document puts it: in the log group, else in the bucket.
What a terminal would obey is made visible, also in a pipe, which often ends in a terminal; --raw prints it as it is. --format cast is for asciinema: times are those of the events.
Where there is no recording, it says why, and exits 1.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> jane-0123456789abcdef0',
    '<%= config.bin %> <%= command.id %> jane-0123 --follow --regions eu-west-1',
    '<%= config.bin %> <%= command.id %> jane-0123456789abcdef0 --format cast | asciinema play -',
  ];

  static override enableJsonFlag = false;

  static override args = {
    session: Args.string({ description: 'id of the session, or its beginning', required: true }),
  };

  static override flags = { ...targetFlags, ...logFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Log);
    const { session: id } = args;
    if (id === '' || id.length > LONGEST) {
      throw new UserError('invalid-value', `session id ${JSON.stringify(id)}: it has 1 to ${LONGEST} characters`);
    }
    if (flags.raw && flags.format !== 'text') throw new UserError('conflict', '--raw is for --format text');
    const [{ parseInputs }, { findLog }, { recordingPrinter }] = await Promise.all([
      import('../inputs/inputs.ts'),
      import('../engine/log.ts'),
      import('../render/recording.ts'),
    ]);
    const inputs = parseInputs({});
    const scope = await this.scopeOf(flags, inputs);
    const connection = await this.connection(flags, scope, 'fleet');
    const gone = goneSignal();
    const { session, texts } = await findLog({
      inputs,
      scope,
      flags,
      connection,
      id,
      follow: flags.follow,
      interrupt: gone,
    });
    const printer = recordingPrinter(session, flags.format, flags.raw);
    // Nobody reads it any more.
    let isOpen = true;
    process.stdout.on('error', () => (isOpen = false));
    const write = async (text: string): Promise<void> => {
      if (text === '' || !isOpen) return;
      if (!process.stdout.write(text)) await drained(process.stdout);
    };
    // What is printed first waits for what comes first: where nothing can be read, nothing is.
    let head = printer.head;
    for await (const piece of texts) {
      await write(head + printer.print(piece));
      head = '';
      if (!isOpen || gone.aborted) break;
    }
    await write(head + printer.end());
  }
}
