using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DomSec.Tests.Properties;

/// <summary>A report as one text, to compare two; and what every report keeps, whatever came in.</summary>
internal static partial class ReportText
{
    public static string Of(DomainSecurityReport report, bool withEncoding = true)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{report.Status} {report.IdentityLevel} {report.Domain} {report.Originator} {report.Confidentiality} {report.Structure} {(report.Error is null ? "ok" : "error")}\n");
        text.Append(CultureInfo.InvariantCulture, $"{string.Join(' ', report.Flags)}\n{report.AuthenticationResults}\n");
        foreach (SecurityLayer layer in report.Layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{layer.Kind} {layer.Carrier} {(withEncoding ? layer.Encoding : "")} {layer.IsOpened} {layer.ContentEncryption} {string.Join(' ', layer.Recipients)} {string.Join(' ', layer.Flags)}\n");
            foreach (SignatureReport signature in layer.Signatures)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {string.Join(',', signature.Types)} {signature.HasTypeAttribute} {signature.Signature} {signature.Certificate} {signature.Verdict} {signature.DigestAlgorithm} {signature.SignatureAlgorithm} {signature.Signer.Subject} {signature.Domain} {signature.SigningTime:O} {string.Join(' ', signature.Flags)}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>What holds for the report of any octets at all; null, or what does not.</summary>
    public static string? Flaw(DomainSecurityReport report) =>
        !Structure().IsMatch(report.Structure) || report.Structure.Count(c => c == '(') != report.Structure.Count(c => c == ')') ? "structure " + report.Structure
        : report.Status != SecurityStatus.Pass && (report.IdentityLevel != IdentityLevel.None || report.Domain is not null || report.Originator is not null) ? "an identity without pass"
        : report.Status == SecurityStatus.Pass && !report.Layers.Any(layer => layer.Signatures.Any(s => s is { Verdict: SecurityStatus.Pass, Signature: SignatureFact.Valid, Certificate: CertificateFact.Trusted })) ? "pass without a signature that passes"
        : report.Layers.TakeWhile(layer => layer.Kind != LayerKind.Malformed).Count() is int sound && sound + 1 < report.Layers.Count ? "layers inside a malformed one"
        : report.Error is { Length: 0 } ? "an empty error"
        : report.AuthenticationResults.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t')) ? "control characters in Authentication-Results"
        : report.Flags.Distinct().Count() != report.Flags.Count ? "a flag twice"
        : report.Layers.Any(layer => layer.Signatures.Count > DomSecLimits.Default.MaxSigners) ? "too many signatures"
        : null;

    [GeneratedRegex(@"^(?:(?:S0?|SE|E|A|C|D|X|M|T)\()*(?:content|\?)\)*$", RegexOptions.None, 1000)]
    private static partial Regex Structure();
}
