const list = new Intl.ListFormat("en-GB", { style: "long", type: "conjunction" });

/** `A, B and C` */
export const listLabels = (labels: string[]): string => list.format(labels);
