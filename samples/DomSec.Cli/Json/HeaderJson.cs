using System.Text.Json;

namespace DomSec.Cli.Json;

/// <summary>Header protection in the JSON object of a report.</summary>
internal static class HeaderJson
{
    public static void Write(Utf8JsonWriter json, HeaderCoverage headers)
    {
        json.WriteStartObject("headers");
        json.WriteString("mode", headers.Mode);
        json.WriteBoolean("encrypted", headers.IsEncrypted);
        json.WriteStartArray("fields");
        foreach (HeaderFieldReport field in headers.Fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteString("state", ReportWords.Of(field.State));
            json.WriteString("scheme", ReportWords.Of(field.Scheme));
            WriteTexts(json, "protected", field.ProtectedValues);
            WriteTexts(json, "outside", field.OuterValues);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
