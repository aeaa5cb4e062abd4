/**
 * Amazon SNS topics and Amazon SQS queues.
 * https://docs.aws.amazon.com/sns/latest/dg/welcome.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html
 */
import { type Behaviours } from "../behaviour";
import { text, type Properties } from "../values";

/** The subscriptions that somebody at the endpoint has to confirm. */
const CONFIRMED_BY_HAND = ["email", "email-json", "http", "https"];

/** FIFO topics and queues bear names that end in `.fifo`. */
function fifoForm(property: string): (name: string, inputs: Properties) => string {
  return (name, inputs) => (inputs[property] === true ? `${name}.fifo` : name);
}

/** The behaviour of the SNS and SQS resource types. */
export const messaging: Behaviours = {
  "aws:sns/topic:Topic": {
    autoname: { property: "name", longest: 256, form: fifoForm("fifoTopic") },
    documents: ["policy", "deliveryPolicy"],
    identity: (inputs, place) => {
      const arn = place.arn("sns", text(inputs, "name") ?? "");
      return { id: arn, arn, owner: place.account };
    },
    adopt: (id) => {
      const arn = /^arn:[^:]+:sns:[^:]+:(\d{12}):([\w.-]+)$/.exec(id);
      return arn === null ? undefined : { inputs: { name: arn[2] }, outputs: { id, arn: id, owner: arn[1] } };
    },
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    documents: ["policy"],
    identity: (inputs, place) => ({ id: text(inputs, "arn") ?? "", owner: place.account }),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    documents: ["deliveryPolicy", "filterPolicy", "redrivePolicy"],
    identity: (inputs, place) => {
      const arn = `${text(inputs, "topic") ?? ""}:${place.uuid()}`;
      return { id: arn, arn, ownerId: place.account };
    },
    filledIn: (inputs) => ({ pendingConfirmation: CONFIRMED_BY_HAND.includes(text(inputs, "protocol") ?? "") }),
  },
  "aws:sqs/queue:Queue": {
    autoname: { property: "name", longest: 80, form: fifoForm("fifoQueue") },
    documents: ["policy", "redrivePolicy", "redriveAllowPolicy"],
    onlyOnce: { code: "QueueAlreadyExists", kind: "queue", name: (inputs) => text(inputs, "name") ?? "" },
    identity: (inputs, place) => {
      const name = text(inputs, "name") ?? "";
      const url = `https://sqs.${place.region}.${place.dnsSuffix}/${place.account}/${name}`;
      return { id: url, url, arn: place.arn("sqs", name) };
    },
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    documents: ["policy"],
    identity: (inputs) => ({ id: text(inputs, "queueUrl") ?? "" }),
  },
};
