using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DomSec.Providers;

/// <summary>Writes <c>community.json</c> for communities that are made here, and adds the agreements of domains that come later.</summary>
internal static class ConfigurationWriter
{
    private const string FileName = "community.json";

    /// <summary>The file of a new community.</summary>
    public static string Initial(IEnumerable<MailDomain> domains, NamingProfile naming, CertificatePin root)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("members");
            foreach (MailDomain domain in domains)
            {
                writer.WriteStartObject(domain.Value);
                writer.WriteString("profile", AlgorithmProfile.Smime4.Name);
                if (naming != NamingProfile.Strict3183)
                {
                    writer.WriteString("naming", Word(naming));
                    writer.WriteStartArray("pins");
                    writer.WriteStringValue(root.ToString());
                    writer.WriteEndArray();
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>How a domain's certificates are named, as the file agrees.</summary>
    /// <exception cref="DomSecException">The file is malformed.</exception>
    public static NamingProfile NamingOf(string root, MailDomain domain) =>
        Read(root) is { } content && CommunityConfiguration.Parse(content, Path.Combine(root, FileName)).Members.FirstOrDefault(member => member.Domain == domain) is { Agreement: { } agreement }
            ? agreement.Naming
            : NamingProfile.Strict3183;

    /// <summary>The file with agreements for further domains.</summary>
    /// <exception cref="DomSecException">The file is malformed, or somebody wrote comments into it, which would be lost.</exception>
    public static string WithAgreements(string root, IEnumerable<MailDomain> domains, NamingProfile naming, CertificatePin pin)
    {
        JsonObject file;
        try
        {
            file = Read(root) is { } content ? JsonNode.Parse(content)!.AsObject() : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new DomSecException($"{Path.Combine(root, FileName)} is written by hand: add \"naming\": \"{Word(naming)}\" and \"pins\": [\"{pin}\"] for each new domain to its members, and add the domains then.", e);
        }

        if (file["members"] is not JsonObject members)
        {
            members = [];
            file["members"] = members;
        }

        foreach (MailDomain domain in domains)
        {
            if (members[domain.Value] is not JsonObject member)
            {
                member = [];
                members[domain.Value] = member;
            }

            member["naming"] = Word(naming);
            member["pins"] = new JsonArray(JsonValue.Create(pin.ToString()));
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            file.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static string Word(NamingProfile naming) => naming == NamingProfile.EmailRole ? "emailRole" : "uriSan";

    private static byte[]? Read(string root)
    {
        string path = Path.Combine(root, FileName);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }
}
