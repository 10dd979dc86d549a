using System.Globalization;
using System.Text.Json;

namespace DomSec.Cli.Json;

/// <summary>The mail lists that a message came through (RFC 2634 section 4.4), oldest first.</summary>
internal static class ExpansionJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<MailListExpansion> expansions)
    {
        json.WriteStartArray("mailListExpansions");
        foreach (MailListExpansion expansion in expansions)
        {
            json.WriteStartObject();
            json.WriteString("mailList", expansion.MailList);
            json.WriteString("time", expansion.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteString("receiptPolicy", ReportWords.Of(expansion.ReceiptPolicy));
            json.WriteStartArray("receiptRecipients");
            foreach (string recipient in expansion.ReceiptRecipients)
            {
                json.WriteStringValue(recipient);
            }

            json.WriteEndArray();
            json.WriteBoolean("ours", expansion.IsOwn);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
