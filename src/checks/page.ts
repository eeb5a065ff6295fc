/** Names a page of the AWS documentation. */
export const page = (name: string, guide = 'systems-manager/latest/userguide'): string =>
  `https://docs.aws.amazon.com/${guide}/${name}.html`;
