using System.Text;
using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Headers;

/// <summary>Messages with protected header fields, by encoders that are not the library's.</summary>
internal static class Protected
{
    public const string SecureHeaderFields = "1.2.840.113549.1.9.16.2.55";
    public const string Fields = "From: Alice <alice@acme.example>\r\nTo: bob@partner.example\r\nSubject: Budget\r\nDate: Sat, 01 Jun 2024 12:00:00 +0000\r\nMessage-ID: <1@acme.example>\r\n";

    /// <summary>A payload with RFC 9788's fields.</summary>
    public static string Payload(string mode = "clear", string fields = Fields, string more = "") =>
        fields + more + $"Content-Type: text/plain; charset=us-ascii; hp=\"{mode}\"\r\n\r\nBudget of the second quarter.\r\n";

    /// <summary>Text without protected fields.</summary>
    public static string Plain => "Content-Type: text/plain; charset=us-ascii\r\n\r\nBudget of the second quarter.\r\n";

    /// <summary>An empty layer around a payload, a domain signature around that, a header around all.</summary>
    public static byte[] Signed(string header, string payload, Action<OddSigner>? change = null, TestIdentity? signer = null) => Carry(header, DomainLayer(payload, change, signer), "signed-data");

    /// <summary>The same, encrypted to partner.example.</summary>
    public static byte[] Encrypted(string header, string payload, Action<OddSigner>? change = null) =>
        Carry(header, Messages.EnvelopedData([Ids.PartnerDca], Messages.Carry([], DomainLayer(payload, change), "signed-data")), "enveloped-data");

    public static byte[] Carry(string header, byte[] cms, string type) => Messages.Carry(Encoding.UTF8.GetBytes(header + "MIME-Version: 1.0\r\n"), cms, type);

    public static byte[] DomainLayer(string payload, Action<OddSigner>? change = null, TestIdentity? signer = null)
    {
        var layer = new OddSignatures(Messages.Carry([], OddSignatures.Null(Encoding.UTF8.GetBytes(payload)), "signed-data"));
        layer.By(signer ?? Ids.AcmeSigner, info =>
        {
            info.Types(OddSignatures.DomainSig);
            change?.Invoke(info);
        });
        return layer.Encode();
    }

    /// <summary>The attribute of RFC 7508, written by hand.</summary>
    /// <param name="algorithm">0 simple, 1 relaxed.</param>
    /// <param name="fields">Name, value and status; a negative status is left out.</param>
    /// <param name="oid">The attribute's identifier.</param>
    /// <param name="reversed">Writes the members of the SET in the other order.</param>
    /// <param name="width">Octets of the algorithm's number.</param>
    public static byte[] Attribute(int algorithm, IEnumerable<(string Name, string Value, int Status)> fields, string oid = SecureHeaderFields, bool reversed = false, int width = 1)
    {
        byte[] number = Tlv.Of(0x0A, [.. new byte[width - 1], (byte)algorithm]);
        byte[] list = Tlv.Of(Tlv.Sequence, [.. fields.Select(field => Tlv.Of(
            Tlv.Sequence,
            Tlv.Of(0x1A, Encoding.ASCII.GetBytes(field.Name)),
            Tlv.Of(0x0C, Encoding.UTF8.GetBytes(field.Value)),
            field.Status < 0 ? [] : Tlv.Of(0x02, [(byte)field.Status])))]);
        return OddSignatures.Attribute(oid, reversed ? Tlv.Of(Tlv.Set, list, number) : Tlv.Of(Tlv.Set, number, list));
    }

    public static HeaderFieldReport Field(this DomainSecurityReport report, string name) => Assert.Single(report.Headers.Fields, field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
