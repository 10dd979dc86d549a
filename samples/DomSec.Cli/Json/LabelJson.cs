using System.Text.Json;

namespace DomSec.Cli.Json;

/// <summary>Labels, hints and attributes of RFC 2634 in the report's JSON.</summary>
internal static class LabelJson
{
    /// <summary>The members of the report itself; null when there is none.</summary>
    public static void Write(Utf8JsonWriter json, DomainSecurityReport? report)
    {
        Write(json, "originalLabel", report?.OriginalLabel);
        Write(json, "aggregateLabel", report?.AggregateLabel);
        Write(json, "effectiveLabel", report?.EffectiveLabel);
        Write(json, "equivalentLabels", report?.EquivalentLabels ?? []);
        Write(json, report?.ContentHints);
        json.WriteBoolean("receiptRequested", report?.IsReceiptRequested ?? false);
        json.WriteStartArray("additionalAttributes");
        foreach (SignedAttribute attribute in report?.AdditionalAttributes ?? [])
        {
            json.WriteStartObject();
            json.WriteString("type", attribute.Type);
            json.WriteString("name", Classification.AttributeOutline.Name(attribute));
            json.WriteStartArray("values");
            foreach (ReadOnlyMemory<byte> value in attribute.Values)
            {
                json.WriteStringValue(Convert.ToHexStringLower(value.Span));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The members of a signature.</summary>
    public static void Write(Utf8JsonWriter json, SignatureReport signature)
    {
        Write(json, "label", signature.Label);
        Write(json, "equivalentLabels", signature.EquivalentLabels);
        Write(json, signature.ContentHints);
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<SecurityLabel> labels)
    {
        json.WriteStartArray(name);
        foreach (SecurityLabel label in labels)
        {
            WriteValue(json, label);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, SecurityLabel? label)
    {
        json.WritePropertyName(name);
        if (label is null)
        {
            json.WriteNullValue();
        }
        else
        {
            WriteValue(json, label);
        }
    }

    private static void Write(Utf8JsonWriter json, ContentHints? hints)
    {
        if (hints is null)
        {
            json.WriteNull("contentHints");
            return;
        }

        json.WriteStartObject("contentHints");
        json.WriteString("contentType", hints.ContentType);
        json.WriteString("description", hints.Description);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, SecurityLabel label)
    {
        json.WriteStartObject();
        json.WriteString("policy", label.Policy);
        if (label.Classification is { } classification)
        {
            json.WriteNumber("classification", classification);
        }
        else
        {
            json.WriteNull("classification");
        }

        json.WriteString("mark", label.PrivacyMark);
        json.WriteStartArray("categories");
        foreach (SecurityCategory category in label.Categories)
        {
            json.WriteStartObject();
            json.WriteString("type", category.Type);
            json.WriteString("value", Convert.ToHexStringLower(category.Value.Span));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
