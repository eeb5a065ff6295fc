/**
 * Reads what a session wrote from an event of its log stream: agents that stream write JSON with a list of lines, others the text itself.
 * CloudWatchMessage of agent/agentlogstocloudwatch/cloudwatchlogspublisher/cloudwatchlogsservice.go in aws/amazon-ssm-agent.
 */
export function textOfEvent(message: string): string {
  const lines = message.startsWith('{') ? streamedLines(message) : undefined;
  const text = lines === undefined ? message : lines.join('\n');
  // The agent takes the last end of a line away.
  return text.endsWith('\n') ? text : `${text}\n`;
}

function streamedLines(message: string): readonly string[] | undefined {
  try {
    const event: unknown = JSON.parse(message);
    if (typeof event !== 'object' || event === null || !('sessionData' in event) || !('eventVersion' in event))
      return undefined;
    const { sessionData: lines } = event;
    return Array.isArray(lines) ? lines.map(String) : undefined;
  } catch {
    return undefined;
  }
}
