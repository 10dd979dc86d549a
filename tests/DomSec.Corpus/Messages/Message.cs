using System.Security.Cryptography;
using System.Text;
using DomSec.Corpus.Asn1;
using DomSec.Corpus.Cms;
using DomSec.Corpus.Pki;

namespace DomSec.Corpus.Messages;

/// <summary>A message built from the inside out: header fields outside, a MIME entity that each layer wraps, and the facts of the layers.</summary>
internal sealed class Message
{
    private const string DefaultFrom = "alice@acme.example";

    private Message(string header, byte[] entity, IReadOnlyList<LayerFact> layers, byte[]? cms)
    {
        Header = header;
        Entity = entity;
        Layers = layers;
        Cms = cms;
    }

    /// <summary>Without Content-* fields, in Latin-1 form (UTF-8 octets pass through).</summary>
    public string Header { get; }

    public byte[] Entity { get; }

    /// <summary>Outermost first.</summary>
    public IReadOnlyList<LayerFact> Layers { get; }

    /// <summary>The outermost CMS object, if there is one.</summary>
    public byte[]? Cms { get; }

    public byte[] Octets => [.. Latin(Header), .. Entity];

    /// <summary>A text message.</summary>
    public static Message Text(string from = DefaultFrom, string to = "bob@partner.example", string subject = "Budget") =>
        OfEntity(FieldsOf(from, to, subject), "Content-Type: text/plain; charset=us-ascii\r\n\r\nBudget of the second quarter.\r\nRegards, Alice\r\n");

    /// <summary>Any entity under the usual fields.</summary>
    public static Message OfEntity(string header, string entity) => new(header, Latin(entity), [], null);

    public static Message OfEntity(string header, byte[] entity) => new(header, entity, [], null);

    public static string FieldsOf(string from = DefaultFrom, string to = "bob@partner.example", string subject = "Budget") => $"From: {from}\r\n" + FieldsWithoutFrom(to, subject);

    public static string FieldsWithoutFrom(string to = "bob@partner.example", string subject = "Budget") =>
        $"To: {to}\r\nSubject: {subject}\r\nDate: Sun, 01 Jun 2025 12:00:00 +0000\r\nMessage-ID: <budget-2@acme.example>\r\nMIME-Version: 1.0\r\n";

    public Message WithHeader(string header) => new(header, Entity, Layers, Cms);

    public Message WithFrom(string from) => WithHeader(FieldsOf(from));

    /// <summary>An empty signature layer (RFC 3183 section 3).</summary>
    public Message Null(Form? form = null) => Signed(layer => layer.Form = form ?? Form.Der);

    public Message Signed(Identity by, params IReadOnlyList<string> types) => Signed(layer => layer.By(by, types));

    public Message Signed(Identity by, Action<SignerSpec> change) => Signed(layer => layer.By(by, change));

    public Message ClearSigned(Identity by, params IReadOnlyList<string> types) => Signed(layer =>
    {
        layer.IsClear = true;
        layer.By(by, types);
    });

    public Message Signed(Action<SignedSpec> build)
    {
        var spec = new SignedSpec();
        build(spec);
        byte[] cms = spec.Encode(Entity);
        bool isNull = spec.Signers.Count == 0;
        var fact = new LayerFact(isNull ? "S0" : "S", isNull ? "nullSigned" : "signed", spec.IsClear ? "multipart-signed" : "pkcs7-mime", spec.Form.Word) { Signers = spec.Signers };
        byte[] entity = spec.IsClear ? Clear(spec, cms) : Opaque(cms, spec.SmimeType, spec.MediaType);
        return new Message(Header, entity, [fact, .. Layers], cms);
    }

    /// <summary>A SignedData whose content is this message's outermost CMS object, without MIME between them.</summary>
    public Message SignedDirectly(Identity by, bool asContentInfo, params IReadOnlyList<string> types)
    {
        byte[] info = Cms ?? throw new InvalidOperationException("There is no CMS object to nest.");
        byte[] fields = Der.ContentsOf(info);
        byte[] wrapped = fields[(2 + fields[1])..];
        byte[] bare = Der.ContentsOf(wrapped);
        var spec = new SignedSpec { ContentType = asContentInfo ? Oids.ContentInfo : Oids.SignedData };
        byte[] nested = asContentInfo ? info : bare;
        spec.By(by, types);
        byte[] cms = spec.Encode(nested);
        var fact = new LayerFact("S", "signed", "pkcs7-mime", "der") { Signers = spec.Signers };
        return new Message(Header, Opaque(cms, "signed-data"), [fact, Layers[0] with { Carrier = "cms" }, .. Layers.Skip(1)], cms);
    }

    public Message Encrypted(Identity recipient, bool isOurs = true) => Encrypted(envelope => envelope.For(recipient, isOurs));

    public Message Encrypted(Action<EnvelopeSpec> build)
    {
        var spec = new EnvelopeSpec();
        build(spec);
        byte[] cms = spec.Encode(Entity);
        bool opened = spec.Recipients.Exists(recipient => recipient.IsOurs) && !(spec.IsAuthenticated && spec.AltersCiphertext);
        var fact = new LayerFact(spec.IsAuthenticated ? "A" : "E", spec.IsAuthenticated ? "authEnveloped" : "enveloped", "pkcs7-mime", spec.Form.Word)
        {
            Recipients = spec.Recipients,
            IsOpened = opened,
        };
        return new Message(Header, Opaque(cms, spec.SmimeType), [fact, .. Layers], cms);
    }

    /// <summary>CompressedData (RFC 3274) whose ZLIB stream is one stored block, so that no compressor decides about the octets.</summary>
    public Message Compressed()
    {
        byte[] length = [(byte)(Entity.Length & 0xFF), (byte)(Entity.Length >> 8), (byte)(~Entity.Length & 0xFF), (byte)((~Entity.Length >> 8) & 0xFF)];
        uint a = 1;
        uint b = 0;
        foreach (byte octet in Entity)
        {
            a = (a + octet) % 65521;
            b = (b + a) % 65521;
        }

        byte[] stream = [0x78, 0x01, 0x01, .. length, .. Entity, (byte)(b >> 8), (byte)(b & 0xFF), (byte)(a >> 8), (byte)(a & 0xFF)];
        byte[] cms = Der.Sequence(Der.Oid(Oids.CompressedData), Der.Explicit(0, Der.Sequence(
            Der.Integer(0), Der.Algorithm(Oids.Zlib), Der.Sequence(Der.Oid(Oids.Data), Der.Explicit(0, Der.Octets(stream))))));
        return new Message(Header, Opaque(cms, "compressed-data"), [new LayerFact("C", "compressed", "pkcs7-mime", "der"), .. Layers], cms);
    }

    /// <summary>Puts any CMS object around; the layers are then what the case says.</summary>
    public Message Carrying(byte[] cms, string smimeType, LayerFact fact, bool keepInner = true) => new(Header, Opaque(cms, smimeType), keepInner ? [fact, .. Layers] : [fact], cms);

    /// <summary>Replaces the entity, as a relay would, and keeps the facts.</summary>
    public Message Altered(Func<string, string> change) => new(Header, Latin(change(Encoding.Latin1.GetString(Entity))), Layers, Cms);

    /// <summary>Replaces the facts.</summary>
    public Message As(params IReadOnlyList<LayerFact> layers) => new(Header, Entity, layers, Cms);

    public static byte[] Opaque(byte[] cms, string smimeType, string mediaType = "application/pkcs7-mime") => Latin(
        $"Content-Type: {mediaType}; smime-type={smimeType}; name=\"smime.p7m\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n{Base64(cms)}");

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private static string Base64(byte[] octets) => string.Concat(Convert.ToBase64String(octets).Chunk(64).Select(line => new string(line) + "\r\n"));

    private byte[] Clear(SignedSpec spec, byte[] cms)
    {
        string boundary = "=_" + Convert.ToHexStringLower(SHA256.HashData(Entity))[..16];
        byte[] first = spec.AlterEntity?.Invoke(Entity) ?? Entity;
        return
        [
            .. Latin($"Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg={spec.Micalg}; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n"),
            .. first,
            .. Latin($"\r\n--{boundary}\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{Base64(cms)}--{boundary}--\r\n"),
        ];
    }
}
