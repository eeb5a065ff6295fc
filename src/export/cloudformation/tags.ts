import type { Tags } from '../../resources/resource.ts';

/**
 * Gives the tags that CloudFormation takes for a document: of all types of a template, AWS::SSM::Document alone requires a value of one
 * character at least, where SSM itself takes an empty one. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ssm-document-tag.html
 */
export const documentTags = (tags: Tags): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ''));
