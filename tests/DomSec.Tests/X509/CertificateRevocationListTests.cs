using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Ber;
using DomSec.X509;

namespace DomSec.Tests.X509;

public sealed class CertificateRevocationListTests
{
    private static readonly DateTimeOffset ThisUpdate = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void List_made_by_the_platform_reads_entry_by_entry()
    {
        var builder = new CertificateRevocationListBuilder();
        builder.AddEntry([0x01], ThisUpdate.AddDays(-3), X509RevocationReason.KeyCompromise);
        builder.AddEntry([0x00, 0xC8], ThisUpdate.AddDays(-2));
        CertificateRevocationList list = Parse(Build(builder));

        Assert.Equal(2, list.Count);
        Assert.Equal((int)X509RevocationReason.KeyCompromise, list.Find(new byte[] { 0x01 })!.Reason);
        Assert.Equal(ThisUpdate.AddDays(-3), list.Find(new byte[] { 0x01 })!.RevocationDate);
        Assert.Null(list.Find(new byte[] { 0x00, 0xC8 })!.Reason);
        Assert.NotNull(list.Find(new byte[] { 0x00, 0x00, 0xC8 }));
        Assert.Null(list.Find(new byte[] { 0xC8 })); // a negative number
        Assert.Null(list.Find(new byte[] { 0x02 }));
        Assert.Equal(ThisUpdate, list.ThisUpdate);
        Assert.Equal(ThisUpdate.AddDays(7), list.NextUpdate);
        Assert.Equal([0x05], list.CrlNumber!.Value.ToArray());
        Assert.Equal("CN=Root", list.Issuer.ToString());
        Assert.NotNull(list.AuthorityKeyIdentifier);
        Assert.False(list.IsDelta || list.HasIssuingDistributionPoint || list.HasUnknownCriticalExtension);
    }

    [Theory]
    [InlineData("CarlRSACRLEmpty.crl", 0)]
    [InlineData("CarlRSACRLForAll.crl", -1)]
    [InlineData("CarlRSACRLForCarl.crl", 1)]
    [InlineData("CarlDSSCRLEmpty.crl", 0)]
    [InlineData("CarlDSSCRLForAll.crl", -1)]
    [InlineData("CarlDSSCRLForCarl.crl", 1)]
    public void List_of_rfc_4134_reads_with_its_issuer(string file, int count)
    {
        byte[] der = VectorFiles.ReadDer(Path.Combine(VectorFiles.Folder("rfc4134"), file));
        CertificateRevocationList list = Parse(der);
        string issuerFile = file.Contains("RSA", StringComparison.Ordinal) ? "CarlRSASelf.cer" : "CarlDSSSelf.cer";
        Certificate issuer = TestCertificates.Parse(VectorFiles.ReadDer(Path.Combine(VectorFiles.Folder("rfc4134"), issuerFile)));
        Assert.True(list.Issuer.Equivalent(issuer.Subject));
        Assert.True(count < 0 ? list.Count > 1 : list.Count == count);
        if (count == 1)
        {
            Assert.NotNull(list.Find(issuer.SerialNumber));
        }
    }

    [Fact]
    public void List_signed_parts_verify()
    {
        byte[] folder = VectorFiles.ReadDer(Path.Combine(VectorFiles.Folder("rfc4134"), "CarlRSACRLForAll.crl"));
        CertificateRevocationList list = Parse(folder);
        using X509Certificate2 issuer = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(VectorFiles.Folder("rfc4134"), "CarlRSASelf.cer"));
        using RSA key = issuer.GetRSAPublicKey()!;
        bool verifies = new[] { HashAlgorithmName.MD5, HashAlgorithmName.SHA1 }
            .Any(hash => key.VerifyData(list.TbsRaw.Span, list.SignatureValue.Span, hash, RSASignaturePadding.Pkcs1));
        Assert.True(verifies);
    }

    [Theory]
    [InlineData("2.5.29.27", true, false, false)]
    [InlineData("2.5.29.28", false, true, false)]
    [InlineData("1.2.3.4", false, false, true)]
    public void Critical_extension_limits_what_the_list_says(string oid, bool delta, bool point, bool unknown)
    {
        // The platform's builder adds no such extension: the CRL number of a built list is renamed, and made critical by hand.
        byte[] der = Build(new CertificateRevocationListBuilder());
        byte[] number = Convert.FromHexString("300A0603551D140403020105");
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(oid);
        byte[] id = writer.Encode();
        Assert.Equal(5, id.Length);

        int at = der.AsSpan().IndexOf(number);
        byte[] critical = [0x30, 0x0D, .. id, 0x01, 0x01, 0xFF, 0x04, 0x03, 0x02, 0x01, 0x05];
        byte[] patched = Rewrap(der, at, number.Length, critical);
        CertificateRevocationList list = Parse(patched);
        Assert.Equal((delta, point, unknown), (list.IsDelta, list.HasIssuingDistributionPoint, list.HasUnknownCriticalExtension));
    }

    [Fact]
    [Trait("Requirement", "SEC-DOS-01")]
    public void List_cut_or_changed_anywhere_never_throws()
    {
        byte[] der = VectorFiles.ReadDer(Path.Combine(VectorFiles.Folder("rfc4134"), "CarlRSACRLForAll.crl"));
        for (int i = 0; i < der.Length; i++)
        {
            Assert.NotEqual(BerStatus.Ok, CertificateRevocationList.TryParse(der.AsMemory(0, i), out _));
            byte[] changed = (byte[])der.Clone();
            changed[i] ^= 0xFF;
            CertificateRevocationList.TryParse(changed, out _);
        }
    }

    /// <summary>Replaces a part and corrects the lengths of everything around it, by writing those in the indefinite form.</summary>
    private static byte[] Rewrap(byte[] der, int at, int length, byte[] replacement)
    {
        var headers = new List<(int Start, int Header, int End)>();
        int position = 0;
        while (position < at)
        {
            Assert.Equal(BerStatus.Ok, BerHeader.TryRead(der.AsSpan(position), out BerHeader header));
            int end = position + header.HeaderLength + (int)header.ContentLength;
            if (end > at)
            {
                headers.Add((position, header.HeaderLength, end));
                position += header.HeaderLength;
            }
            else
            {
                position = end;
            }
        }

        var result = new List<byte>();
        for (int i = 0; i < der.Length; i++)
        {
            foreach ((int Start, int Header, int End) open in headers.Where(h => h.End == i))
            {
                result.AddRange([0, 0]);
            }

            int header = headers.FindIndex(h => h.Start == i);
            if (header >= 0)
            {
                result.AddRange([der[i], 0x80]);
                i += headers[header].Header - 1;
            }
            else if (i == at)
            {
                result.AddRange(replacement);
                i += length - 1;
            }
            else
            {
                result.Add(der[i]);
            }
        }

        result.AddRange(headers.Where(h => h.End == der.Length).SelectMany(_ => new byte[] { 0, 0 }));
        return [.. result];
    }

    private static byte[] Build(CertificateRevocationListBuilder builder)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName(Names.Der("CN=Root")), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using X509Certificate2 issuer = request.CreateSelfSigned(TestCertificates.NotBefore, TestCertificates.NotAfter);
        return builder.Build(issuer, 5, ThisUpdate.AddDays(7), HashAlgorithmName.SHA256, rsaSignaturePadding: null, thisUpdate: ThisUpdate);
    }

    private static CertificateRevocationList Parse(byte[] der)
    {
        Assert.Equal(BerStatus.Ok, CertificateRevocationList.TryParse(der, out CertificateRevocationList? list));
        return list!;
    }
}
