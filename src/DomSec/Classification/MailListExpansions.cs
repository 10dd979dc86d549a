using System.Text;
using DomSec.Ber;
using DomSec.Cms;
using DomSec.X509;

namespace DomSec.Classification;

/// <summary>Writes entries of an expansion history into the report; names are escaped.</summary>
internal static class MailListExpansions
{
    public static MailListExpansion Of(MlData entry, bool isOwn) => new(
        SignatureReports.Describe(entry.MailList),
        entry.ExpansionTime,
        entry.ReceiptPolicy?.Kind ?? MailListReceiptPolicy.Missing,
        [.. (entry.ReceiptPolicy?.Recipients ?? []).Select(NameOf)],
        isOwn);

    /// <summary>What one signer says, verified or not.</summary>
    public static IReadOnlyList<MailListExpansion> ClaimedBy(SignerInfo signer) =>
        MlExpansionHistory.TryRead(signer.SignedAttributes, out MlExpansionHistory? history) && history is not null ? [.. history.Entries.Select(entry => Of(entry, isOwn: false))] : [];

    /// <summary>GeneralName (RFC 5280 section 4.2.1.6): an address or a directory name in words, another kind in hexadecimal.</summary>
    private static string NameOf(ReadOnlyMemory<byte> name)
    {
        var reader = new BerReader(name);
        switch (reader.PeekTag())
        {
            case 0x81 or 0x82 or 0x86: // rfc822Name, dNSName, uniformResourceIdentifier
                return SafeText.Escape(Encoding.ASCII.GetString(reader.ReadElement().Content.Span));
            case 0xA4: // directoryName [4] EXPLICIT, as Name is a CHOICE
                return DistinguishedName.TryParse(reader.ReadElement().Content, out DistinguishedName? parsed) == BerStatus.Ok ? parsed!.ToString() : "";
            default:
                ReadOnlySpan<byte> octets = name.Span;
                return Convert.ToHexStringLower(octets[..Math.Min(64, octets.Length)]);
        }
    }
}
