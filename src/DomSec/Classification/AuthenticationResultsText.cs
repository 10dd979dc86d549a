using System.Text;
using DomSec.Layers;

namespace DomSec.Classification;

/// <summary>The value of an Authentication-Results field (RFC 8601 section 2.2): one smime result per signature, outermost first (RFC 7281).</summary>
internal static class AuthenticationResultsText
{
    public static string Of(string serviceId, List<JudgedLayer> layers)
    {
        var text = new StringBuilder(SafeText.ResultValue(serviceId));
        string root = ""; // up to the last CMS object that is not MIME inside
        string entity = ""; // RFC 3501 section 6.4.5: the part below that, empty for a body that is no part
        int count = 0;
        foreach (JudgedLayer layer in layers)
        {
            // RFC 7281 section 3.2.1: the section of the signature; "/" leads into an opaque CMS object.
            bool isMultipart = layer.Layer.Carrier == LayerCarrier.MultipartSigned;
            string below = entity.Length == 0 ? "" : entity + ".";
            string here = root + (isMultipart ? below + "2" : entity.Length == 0 ? "1" : entity);
            foreach (JudgedSignature signature in layer.Signatures)
            {
                Append(text, signature, here);
                count++;
            }

            (root, entity) = isMultipart ? (root, below + "1") : (here + "/", "");
        }

        if (count == 0)
        {
            text.Append("; smime=none");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, JudgedSignature signature, string part)
    {
        text.Append("; smime=").Append(Word(signature.Verdict));
        text.Append(" (").Append(signature.Types.Count == 0 ? "untyped" : string.Join('+', signature.Types.Select(TypeWord))).Append(" signature");
        if (signature.Verdict != SecurityStatus.Pass && signature.Flags.Find(flag => flag.Flag.Severity != FlagSeverity.Information) is { } reason)
        {
            text.Append(", ").Append(reason.Flag.Id);
        }

        text.Append(')');
        text.Append(" body.smime-part=").Append(SafeText.ResultValue(part));
        if (signature.Certificate?.Certificate is not { } certificate)
        {
            return;
        }

        // AR-02: an address, or serial number and issuer together.
        if (certificate.Emails.Count > 0)
        {
            text.Append(" body.smime-identifier=").Append(SafeText.ResultValue(signature.Mailbox ?? certificate.Emails[0]));
        }
        else
        {
            text.Append(" body.smime-serial=").Append(SafeText.ResultValue(certificate.SerialHex));
            text.Append(" body.smime-issuer=").Append(SafeText.ResultValue(certificate.Issuer.ToString()));
        }
    }

    private static string Word(SecurityStatus status) => status switch
    {
        SecurityStatus.Pass => "pass",
        SecurityStatus.Fail => "fail",
        SecurityStatus.Policy => "policy",
        SecurityStatus.Neutral => "neutral",
        SecurityStatus.TempError => "temperror",
        SecurityStatus.PermError => "permerror",
        _ => "none",
    };

    private static string TypeWord(SignatureType type) => type switch
    {
        SignatureType.Domain => "domain",
        SignatureType.Originator => "originator",
        SignatureType.Review => "review",
        SignatureType.AdditionalAttributes => "additional attributes",
        SignatureType.DelegatedOriginator => "delegated originator",
        _ => "unknown",
    };
}
