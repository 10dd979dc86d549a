using System.Text;

namespace DomSec.TestKit;

/// <summary>A message that layers are put around one by one, from the inside out, by encoders that are not the library's.</summary>
public sealed class LayeredMessage
{
    private readonly byte[] header;

    private LayeredMessage(byte[] header, byte[] entity)
    {
        this.header = header;
        Entity = entity;
    }

    /// <summary>The MIME entity as it is now: Content-* fields, an empty line, the body.</summary>
    public byte[] Entity { get; }

    public static LayeredMessage Of(byte[] message)
    {
        (byte[] header, byte[] entity) = Messages.Split(message);
        return new LayeredMessage(header, entity);
    }

    /// <summary>A header around an entity that may have fields of its own besides Content-*.</summary>
    public static LayeredMessage Around(string fields, byte[] entity) => new(Encoding.UTF8.GetBytes(fields), entity);

    /// <summary>A message with another header around the same content; Content-* fields are not for it.</summary>
    public LayeredMessage WithHeader(string fields) => new(Encoding.UTF8.GetBytes(fields), Entity);

    /// <summary>The empty signature layer.</summary>
    public LayeredMessage Null() => Carry(OddSignatures.Null(Entity), "signed-data");

    /// <summary>A layer signed by one, of the given types; none writes no signatureType.</summary>
    public LayeredMessage Signed(TestIdentity signer, params IReadOnlyList<string> types) => Signed(layer => layer.By(signer, info =>
    {
        if (types.Count > 0)
        {
            info.Types(types);
        }
    }));

    /// <summary>A signed layer with whatever signers and oddities.</summary>
    public LayeredMessage Signed(Action<OddSignatures> build, string smimeType = "signed-data")
    {
        var layer = new OddSignatures(Entity);
        build(layer);
        return Carry(layer.Encode(), smimeType);
    }

    /// <summary>A multipart/signed layer.</summary>
    public LayeredMessage ClearSigned(TestIdentity signer, params IReadOnlyList<string> types) => ClearSigned(layer => layer.By(signer, info =>
    {
        if (types.Count > 0)
        {
            info.Types(types);
        }
    }));

    /// <summary>A multipart/signed layer with whatever signers and oddities.</summary>
    public LayeredMessage ClearSigned(Action<OddSignatures> build, string micalg = "sha-256", string moreParts = "", byte[]? firstPart = null)
    {
        var layer = new OddSignatures(Entity) { IsDetached = true };
        build(layer);
        string boundary = "signed-" + Entity.Length;
        string signature = Convert.ToBase64String(layer.Encode(), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\r\n");
        byte[] before = Encoding.ASCII.GetBytes(
            $"Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg={micalg}; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n");
        byte[] after = Encoding.ASCII.GetBytes(
            $"\r\n--{boundary}\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n{signature}\r\n{moreParts}--{boundary}--\r\n"
                .Replace("{boundary}", boundary, StringComparison.Ordinal));
        return new LayeredMessage(header, [.. before, .. firstPart ?? Entity, .. after]);
    }

    /// <summary>AES-256-CBC to RSA recipients, by the platform.</summary>
    public LayeredMessage Enveloped(params IReadOnlyList<TestIdentity> recipients) => Carry(Messages.EnvelopedData(recipients, Entity), "enveloped-data");

    /// <summary>Any CMS object around which an application/pkcs7-mime entity is put.</summary>
    public LayeredMessage Carry(byte[] cms, string smimeType) => new(header, Messages.Carry([], cms, smimeType));

    public byte[] ToOctets() => [.. header, .. Entity];
}
