using DomSec.Corpus.Asn1;
using DomSec.Corpus.Pki;

namespace DomSec.Corpus.Cms;

/// <summary>SignedData (RFC 5652 section 5.1), element by element; without signers the null signature of RFC 3183 section 3.</summary>
internal sealed class SignedSpec
{
    public Form Form { get; set; } = Form.Der;

    public List<SignerSpec> Signers { get; } = [];

    /// <summary>multipart/signed instead of application/pkcs7-mime.</summary>
    public bool IsClear { get; set; }

    public string ContentType { get; set; } = Oids.Data;

    public bool IncludesCertificates { get; set; } = true;

    public List<byte[]> MoreCertificates { get; } = [];

    public string SmimeType { get; set; } = "signed-data";

    public string MediaType { get; set; } = "application/pkcs7-mime";

    public string Micalg { get; set; } = "sha-256";

    /// <summary>Octets after the CMS object.</summary>
    public byte[] Trailer { get; set; } = [];

    /// <summary>Altered after signing.</summary>
    public Func<byte[], byte[]>? AlterEntity { get; set; }

    public SignedSpec By(Identity identity, params IReadOnlyList<string> types) => By(identity, signer =>
    {
        if (types.Count > 0)
        {
            signer.Types(types);
        }
    });

    public SignedSpec By(Identity identity, Action<SignerSpec> change)
    {
        var signer = new SignerSpec(identity);
        change(signer);
        Signers.Add(signer);
        return this;
    }

    /// <summary>The ContentInfo.</summary>
    public byte[] Encode(byte[] content) =>
        [.. Form.Wrap(0x30, Der.Oid(Oids.SignedData), Form.Wrap(0xA0, EncodeBare(content))), .. Trailer];

    /// <summary>The SignedData alone.</summary>
    public byte[] EncodeBare(byte[] content)
    {
        byte[][] signers = [.. Signers.Select(signer => signer.Encode(content, ContentType))];
        byte[][] certificates = [.. MoreCertificates, .. IncludesCertificates ? Signers.Select(signer => signer.Identity.Certificate) : []];
        byte[][] digests = [.. Signers.Select(signer => signer.DigestIdentifier).DistinctBy(Convert.ToHexString)];

        // RFC 5652 section 5.1: version 3 for other content than id-data and for key identifiers.
        int version = ContentType != Oids.Data || Signers.Exists(signer => signer.UsesKeyIdentifier) ? 3 : 1;
        byte[][] eContent = IsClear ? [] : [Form.Wrap(0xA0, Form.Octets(0x04, content))];
        return Form.Wrap(
            0x30,
        [
            Der.Integer(version),
            Der.SetOf(digests),
            Form.Wrap(0x30, [Der.Oid(ContentType), .. eContent]),
            .. certificates.Length > 0 ? new[] { Form.Wrap(0xA0, [.. certificates.DistinctBy(Convert.ToHexString)]) } : [],
            Form.Wrap(0x31, [.. Der.Sorted(signers)]),
        ]);
    }
}
