using System.Text.Json;

namespace DomSec.Providers;

/// <summary>
/// What <c>community.json</c> says of security labels:
/// <c>{ "labels": { "whirlpool": { "policy": "1.2.840.113549.1.9.16.7.3", "classifications": { "public": 6, "internal": 7 }, "translators": ["attribute-authority@acme.example"] } } }</c>,
/// the classifications from the least to the most sensitive.
/// </summary>
internal static class LabelConfiguration
{
    public static SecurityLabelTable None { get; } = new();

    /// <summary>Reads the object that the reader stands on.</summary>
    /// <exception cref="FormatException">It is not as it should be.</exception>
    public static SecurityLabelTable Read(ref Utf8JsonReader reader)
    {
        CommunityConfiguration.Expect(ref reader, JsonTokenType.StartObject, "labels has to be an object whose property names are those of security policies");
        var schemes = new List<SecurityLabelScheme>();
        while (CommunityConfiguration.NextProperty(ref reader) is { } name)
        {
            SecurityLabelScheme scheme = ReadScheme(ref reader, name);
            if (SecurityLabelTable.Objection(scheme) is { } objection)
            {
                throw new FormatException(objection);
            }

            if (schemes.Exists(other => string.Equals(other.Policy, scheme.Policy, StringComparison.Ordinal) || string.Equals(other.Name, scheme.Name, StringComparison.OrdinalIgnoreCase)))
            {
                throw new FormatException($"the security policy {name} is there twice, by its name or its object identifier");
            }

            schemes.Add(scheme);
        }

        return new SecurityLabelTable(schemes);
    }

    private static SecurityLabelScheme ReadScheme(ref Utf8JsonReader reader, string name)
    {
        CommunityConfiguration.Expect(ref reader, JsonTokenType.StartObject, $"the security policy {name} has to be an object with its policy, an object identifier");
        string policy = "";
        var classifications = new List<LabelClassification>();
        var translators = new List<string>();
        while (CommunityConfiguration.NextProperty(ref reader) is { } property)
        {
            if (property.Equals("policy", StringComparison.OrdinalIgnoreCase))
            {
                CommunityConfiguration.Expect(ref reader, JsonTokenType.String, "policy has to be an object identifier in quotes, such as \"1.3.6.1.4.1.32473.1\"");
                policy = reader.GetString()!;
            }
            else if (property.Equals("classifications", StringComparison.OrdinalIgnoreCase))
            {
                const string Form = "classifications has to be an object with a number for each name, the least sensitive first";
                CommunityConfiguration.Expect(ref reader, JsonTokenType.StartObject, Form);
                while (CommunityConfiguration.NextProperty(ref reader) is { } classification)
                {
                    CommunityConfiguration.Expect(ref reader, JsonTokenType.Number, Form);
                    classifications.Add(new LabelClassification(reader.TryGetInt32(out int value) ? value : -1, classification));
                }
            }
            else if (property.Equals("translators", StringComparison.OrdinalIgnoreCase))
            {
                const string Form = "translators has to be a list of addresses or certificate fingerprints";
                CommunityConfiguration.Expect(ref reader, JsonTokenType.StartArray, Form);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    CommunityConfiguration.Expect(ref reader, JsonTokenType.String, Form);
                    translators.Add(reader.GetString()!);
                }
            }
            else
            {
                // A rule that is misspelt would be one that is not in force.
                throw new FormatException($"the security policy {name} has an unknown property {property}; use policy, classifications and translators");
            }
        }

        return new SecurityLabelScheme { Name = name, Policy = policy, Classifications = classifications, Translators = translators };
    }
}
