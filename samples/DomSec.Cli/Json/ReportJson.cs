using System.Globalization;
using System.Text.Json;

namespace DomSec.Cli.Json;

/// <summary>A report as the JSON object that scripts read. The names are a contract.</summary>
internal static class ReportJson
{
    public static void Write(Utf8JsonWriter json, string input, DomainSecurityReport report)
    {
        json.WriteStartObject();
        json.WriteString("input", input);
        json.WriteString("status", ReportWords.Of(report.Status));
        json.WriteString("identityLevel", ReportWords.Of(report.IdentityLevel));
        json.WriteString("domain", report.Domain?.Value);
        json.WriteString("originator", report.Originator);
        json.WriteString("confidentiality", ReportWords.Of(report.Confidentiality));
        json.WriteString("headerProtection", ReportWords.Of(report.HeaderProtection));
        json.WriteString("structure", report.Structure);
        json.WriteStartArray("layers");
        foreach (SecurityLayer layer in report.Layers)
        {
            Write(json, layer);
        }

        json.WriteEndArray();
        WriteFlags(json, report.Flags);
        json.WriteString("error", report.Error);
        json.WriteString("authenticationResults", report.AuthenticationResults);
        LabelJson.Write(json, report);
        json.WriteStartArray("representedDomains");
        foreach (MailDomain domain in report.RepresentedDomains)
        {
            json.WriteStringValue(domain.Value);
        }

        json.WriteEndArray();
        json.WriteStartArray("reviewers");
        foreach (ReviewerReport reviewer in report.Reviewers)
        {
            json.WriteStartObject();
            WriteSigner(json, reviewer.Signer);
            json.WriteString("signingTime", reviewer.SigningTime?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        ExpansionJson.Write(json, report.MailListExpansions);
        HeaderJson.Write(json, report.Headers);
        json.WriteEndObject();
    }

    /// <summary>The object for an input that could not even be given to the classifier.</summary>
    public static void WriteUnreadable(Utf8JsonWriter json, string input, string error)
    {
        json.WriteStartObject();
        json.WriteString("input", input);
        json.WriteString("status", ReportWords.Of(SecurityStatus.Neutral));
        json.WriteString("identityLevel", ReportWords.Of(IdentityLevel.None));
        json.WriteNull("domain");
        json.WriteNull("originator");
        json.WriteString("confidentiality", ReportWords.Of(ConfidentialityLevel.None));
        json.WriteString("headerProtection", ReportWords.Of(HeaderProtectionLevel.None));
        json.WriteString("structure", "?");
        json.WriteStartArray("layers");
        json.WriteStartObject();
        json.WriteString("kind", ReportWords.Of(LayerKind.Malformed));
        json.WriteBoolean("opened", false);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("flags");
        json.WriteEndArray();
        json.WriteString("error", error);
        json.WriteString("authenticationResults", "");
        LabelJson.Write(json, (DomainSecurityReport?)null);
        json.WriteStartArray("representedDomains");
        json.WriteEndArray();
        json.WriteStartArray("reviewers");
        json.WriteEndArray();
        ExpansionJson.Write(json, []);
        HeaderJson.Write(json, HeaderCoverage.None);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SecurityLayer layer)
    {
        json.WriteStartObject();
        json.WriteString("kind", ReportWords.Of(layer.Kind));
        json.WriteString("carrier", ReportWords.Of(layer.Carrier));
        json.WriteString("encoding", ReportWords.Of(layer.Encoding));
        json.WriteStartArray("signatures");
        foreach (SignatureReport signature in layer.Signatures)
        {
            Write(json, signature);
        }

        json.WriteEndArray();
        json.WriteStartArray("recipients");
        foreach (RecipientReport recipient in layer.Recipients)
        {
            json.WriteStartObject();
            json.WriteString("kind", ReportWords.Of(recipient.Kind));
            json.WriteString("id", recipient.Id);
            json.WriteBoolean("ours", recipient.IsOurs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("contentEncryption", layer.ContentEncryption);
        json.WriteBoolean("opened", layer.IsOpened);
        WriteFlags(json, layer.Flags);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SignatureReport signature)
    {
        json.WriteStartObject();
        json.WriteStartArray("types");
        foreach (SignatureType type in signature.Types)
        {
            json.WriteStringValue(ReportWords.Of(type));
        }

        json.WriteEndArray();
        json.WriteBoolean("typeAttribute", signature.HasTypeAttribute);
        json.WriteString("signature", ReportWords.Of(signature.Signature));
        json.WriteString("certificate", ReportWords.Of(signature.Certificate));
        json.WriteString("verdict", ReportWords.Of(signature.Verdict));
        json.WriteString("digestAlgorithm", signature.DigestAlgorithm);
        json.WriteString("signatureAlgorithm", signature.SignatureAlgorithm);
        json.WriteStartObject("signer");
        WriteSigner(json, signature.Signer);
        json.WriteEndObject();
        json.WriteString("signingTime", signature.SigningTime?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        WriteFlags(json, signature.Flags);
        LabelJson.Write(json, signature);
        json.WriteEndObject();
    }

    private static void WriteSigner(Utf8JsonWriter json, SignerReport signer)
    {
        json.WriteString("subject", signer.Subject);
        json.WriteString("issuer", signer.Issuer);
        json.WriteString("serial", signer.Serial);
        json.WriteStartArray("emails");
        foreach (string email in signer.Emails)
        {
            json.WriteStringValue(email);
        }

        json.WriteEndArray();
    }

    private static void WriteFlags(Utf8JsonWriter json, IReadOnlyList<RaisedFlag> flags)
    {
        json.WriteStartArray("flags");
        foreach (RaisedFlag flag in flags)
        {
            json.WriteStringValue(flag.Flag.Id);
        }

        json.WriteEndArray();
    }
}
