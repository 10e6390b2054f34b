import * as z from "zod";
import {
  certificateDaysField,
  verifyTlsField,
} from "../connection/tls-fields.ts";
import { secretText, text, yesNo } from "../fields.ts";
import { hostField, portField } from "../host-and-port.ts";
import { headerValueProblem } from "../http/headers.ts";
import { evenIfIncomplete, judgePort } from "../port/settings.ts";
import { slowField } from "../slow.ts";
import { metadataProblem } from "./metadata.ts";

/** The settings of a gRPC check, in the order of its form. */
export const grpcSettings = z
  .strictObject({
    host: hostField({ placeholder: "api.example.org:50051" }),
    port: portField().optional(),
    service: text({
      label: "Service",
      help: "The name by which the server knows it; without one the server as a whole is asked about.",
      placeholder: "shop.v1.Orders",
    }).optional(),
    tls: yesNo({
      label: "TLS",
      help: "No where the server speaks plain HTTP/2.",
    }).default(true),
    slow: slowField(),
    secretHeader: text(
      {
        label: "Secret metadata",
        help: "The metadata that carries the secret value.",
      },
      { judge: metadataProblem },
    ).default("authorization"),
    secretValue: secretText(
      {
        label: "Secret value",
        help: "Sent as the secret metadata.",
        placeholder: "Bearer …",
      },
      headerValueProblem,
    ).optional(),
    verifyTls: verifyTlsField(),
    certificateDays: certificateDaysField(),
  })
  .superRefine(judgePort, evenIfIncomplete);

export type GrpcSettings = z.output<typeof grpcSettings>;
