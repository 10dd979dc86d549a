using System.Globalization;
using System.Text;
using System.Text.Json;
using DomSec.Corpus.Cms;
using DomSec.Corpus.Messages;

namespace DomSec.Corpus;

/// <summary>manifest.json, as the folder's README describes it.</summary>
internal static class Manifest
{
    /// <summary>What <c>*</c> stands for in flagsAbsent.</summary>
    private static readonly string[] Catalogue =
    [
        "F-NAME-CN", "F-NAME-LOCALPART", "F-NAME-ADDRESS", "F-NAME-ORDER", "F-MAP-NOT-ASCENDANT", "F-MAP-PUBLIC-SUFFIX", "F-MAP-VACUOUS", "F-MAP-UNVERIFIABLE",
        "F-DCA-NAME", "F-DCA-MAPPING", "F-STYPE-UNSIGNED", "F-STYPE-DUP", "F-STYPE-EXCLUSIVE", "F-STYPE-INCONSISTENT", "F-STYPE-EMPTY", "F-STYPE-FORM", "F-STYPE-UNKNOWN",
        "F-STYPE-LEGACY-OID", "F-NO-ENCAPSULATION", "F-ROLE-WITHOUT-TYPE", "F-ROLE-MISMATCH", "F-NULL-ONLY", "F-ENC-WITHOUT-DS", "F-ENC-UNAUTHENTICATED", "F-OPAQUE",
        "F-HEADER-MISMATCH", "F-LABEL-CONFLICT", "F-LABEL-DROPPED", "F-LABEL-UNKNOWN-POLICY", "F-MLEH-CONFLICT", "F-MLEH-LOOP", "F-MLEH-OVERFLOW", "F-ALG-WEAK", "F-KEY-SMALL",
        "F-CERT-MISSING", "F-CERT-UNTRUSTED", "F-CERT-EXPIRED", "F-CERT-NOT-YET-VALID", "F-CERT-UNSUITABLE", "F-REV-REVOKED", "F-REV-UNKNOWN", "F-SIG-INVALID", "F-SIG-UNVERIFIABLE",
        "F-INNER-INVALID", "F-ATTR-ABSENT", "F-NAME-PROFILE", "F-NAME-BLANKS", "F-NAME-AGREED", "F-CERT-PIN", "F-STYPE-PARALLEL", "F-ATTR-DUPLICATE", "F-ATTR-PLACEMENT", "F-ATTR-MALFORMED", "F-RECEIPT-CONFLICT", "F-ADDR-MISMATCH", "F-PARTIAL", "F-MALFORMED",
    ];

    public static byte[] Write(CaseList list)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("format", "domsec-corpus-1");
            json.WriteString("evaluationTime", SignerSpec.Noon.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            WriteValue(json, "flagCatalogue", Catalogue);
            json.WriteStartObject("communities");
            foreach (Community community in list.Communities)
            {
                WriteCommunity(json, community);
            }

            json.WriteEndObject();
            json.WriteStartArray("entries");
            foreach (Case entry in list.Cases)
            {
                WriteEntry(json, entry);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void WriteCommunity(Utf8JsonWriter json, Community community)
    {
        json.WriteStartObject(community.Name);
        WriteValue(json, "anchors", community.Anchors.Select(anchor => anchor.File).ToArray());
        WriteValue(json, "crls", community.RevocationLists.Select(name => $"crls/{name}.pem").ToArray());
        json.WriteStartArray("members");
        foreach ((string domain, string role, Pki.Identity certificate) in community.Members)
        {
            json.WriteStartObject();
            json.WriteString("domain", domain);
            json.WriteString("role", role);
            json.WriteString("certificate", certificate.File);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("identities");
        foreach ((string domain, string role, Pki.Identity identity) in community.Identities)
        {
            json.WriteStartObject();
            json.WriteString("domain", domain);
            json.WriteString("role", role);
            json.WriteString("certificate", identity.File);
            json.WriteString("key", identity.Key.File);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (community.Labels is not null)
        {
            WriteValue(json, "labels", community.Labels);
        }

        if (community.Peers.Count > 0)
        {
            json.WriteStartObject("peers");
            foreach ((string domain, SortedDictionary<string, object> agreed) in community.Peers)
            {
                json.WriteStartObject(domain);
                foreach ((string name, object value) in agreed)
                {
                    WriteValue(json, name, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, Case entry)
    {
        json.WriteStartObject();
        json.WriteString("id", entry.Id);
        WriteValue(json, "requirements", entry.Requirements.ToArray());
        json.WriteString("notes", entry.Note);
        json.WriteString("operation", entry.Operation);
        json.WriteString("file", entry.File);
        json.WriteString("community", entry.CommunityName);
        foreach ((string name, object value) in entry.Given)
        {
            WriteValue(json, name, value);
        }

        json.WriteStartObject("expected");
        foreach ((string name, object? value) in entry.Expected)
        {
            WriteValue(json, name, value);
        }

        if (entry.Covers is { } covers)
        {
            json.WriteString("covers", covers.File);
        }

        if (entry.Layers is { } layers)
        {
            WriteLayers(json, entry, layers);
        }

        WriteValue(json, "flagsPresent", entry.FlagsPresent.ToArray());
        WriteValue(json, "flagsAbsent", entry.FlagsAbsent.ToArray());
        if (entry.FlagsAllowed.Count > 0)
        {
            WriteValue(json, "flagsAllowed", entry.FlagsAllowed.ToArray());
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLayers(Utf8JsonWriter json, Case entry, IReadOnlyList<LayerFact> layers)
    {
        int closed = Enumerable.Range(0, layers.Count).FirstOrDefault(i => !layers[i].IsOpened, layers.Count);
        List<LayerFact> seen = [.. layers.Take(closed + 1)];
        if (!entry.Expected.ContainsKey("structure"))
        {
            var text = new StringBuilder();
            foreach (LayerFact layer in seen)
            {
                text.Append(layer.Letter).Append('(');
            }

            json.WriteString("structure", text.Append(closed < layers.Count ? "?" : "content").Append(')', seen.Count).ToString());
        }

        if (!entry.Expected.ContainsKey("confidentiality") && entry.Operation == "classify")
        {
            bool encrypted = seen.Exists(layer => layer.Recipients.Count > 0);
            json.WriteString("confidentiality", !encrypted ? "none" : closed == layers.Count ? "domain" : "endToEnd");
        }

        json.WriteStartArray("layers");
        for (int i = 0; i < seen.Count; i++)
        {
            bool innermost = closed == layers.Count
                ? !seen.Skip(i + 1).Any(layer => layer.Signers.Count > 0)
                : i == seen.Count - 1;
            WriteLayer(json, seen[i], innermost, entry.Operation == "classify");
        }

        json.WriteEndArray();
    }

    private static void WriteLayer(Utf8JsonWriter json, LayerFact layer, bool isInnermost, bool isInput)
    {
        json.WriteStartObject();
        json.WriteString("kind", layer.Kind);
        if (isInput)
        {
            json.WriteString("carrier", layer.Carrier);
            json.WriteString("encoding", layer.Encoding);
        }

        if (layer.Signers.Count > 0)
        {
            json.WriteStartArray("signatures");

            // The SignerInfos stand in DER order of their SET, not in the order they were written down: they are told apart by certificate.
            foreach ((SignerSpec signer, IReadOnlyList<string> types) in layer.Signers.Zip(layer.TypesOf(isInnermost)))
            {
                json.WriteStartObject();
                json.WriteString("serial", Convert.ToHexStringLower(signer.Identity.Serial));
                WriteValue(json, "types", types.ToArray());
                json.WriteBoolean("typeAttribute", signer.StatedTypes is not null);
                if (isInput)
                {
                    json.WriteString("signature", signer.SignatureFact);
                    json.WriteString("certificate", signer.CertificateFact);
                    if (signer.Verdict is not null)
                    {
                        json.WriteString("verdict", signer.Verdict);
                    }
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (layer.Recipients.Count > 0 && isInput)
        {
            json.WriteStartArray("recipients");
            foreach (RecipientSpec recipient in layer.Recipients)
            {
                json.WriteStartObject();
                json.WriteString("kind", recipient.Kind);
                json.WriteBoolean("ours", recipient.IsOurs);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteBoolean("opened", layer.IsOpened);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case string[] texts:
                json.WriteStartArray(name);
                foreach (string text in texts)
                {
                    json.WriteStringValue(text);
                }

                json.WriteEndArray();
                break;
            case int[] numbers:
                json.WriteStartArray(name);
                foreach (int number in numbers)
                {
                    json.WriteNumberValue(number);
                }

                json.WriteEndArray();
                break;
            case SortedDictionary<string, object> fields:
                json.WriteStartObject(name);
                foreach ((string field, object inner) in fields)
                {
                    WriteValue(json, field, inner);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteString(name, (string)value);
                break;
        }
    }
}
