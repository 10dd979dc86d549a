using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using DomSec.Tests.Signing;
using static DomSec.TestKit.OddSignatures;

namespace DomSec.Tests.Classification;

/// <summary>Habits of early products: read, flagged, mostly for configured partners only, and never written.</summary>
public sealed class DialectTests
{
    private const string TypeArc = "1.2.840.113549.1.9.16.9";
    private const string DraftAttribute = "1.2.840.113549.1.9.28";

    [Fact]
    [Trait("Requirement", "DS-STA-15")]
    public async Task Arc_of_the_types_as_attribute_counts_for_a_configured_partner_alone()
    {
        byte[] message = Build.Signer(signer => signer.SignedAttributes.Add(Attribute(TypeArc, TypeValue(DomainSig))));
        DomainSecurityReport strict = await TestDoors.ForPartner().ClassifyAsync(message);
        strict.DoesNotRaise(SecurityFlags.TypeLegacyOid);
        strict.Raises(SecurityFlags.RoleWithoutType);
        Assert.False(strict.Signatures()[0].HasTypeAttribute);
        DomainSecurityReport report = await Doors(PeerDialects.TypeArc).ClassifyAsync(message);
        report.Raises(SecurityFlags.TypeLegacyOid);
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal([SignatureType.Domain], report.Signatures()[0].Types);

        // Among the unsigned attributes it is as worthless as the right one; and beside the right one it is there twice.
        byte[] unsigned = Build.Signer(signer => signer.Types(DomainSig).UnsignedAttributes.Add(Attribute(TypeArc, TypeValue(ReviewSig))));
        (await Doors(PeerDialects.TypeArc).ClassifyAsync(unsigned)).Raises(SecurityFlags.TypeUnsigned);
        byte[] both = Build.Signer(signer => signer.Types(DomainSig).SignedAttributes.Add(Attribute(TypeArc, TypeValue(DomainSig))));
        (await Doors(PeerDialects.TypeArc).ClassifyAsync(both)).Raises(SecurityFlags.TypeDuplicate);
        (await TestDoors.ForPartner().ClassifyAsync(both)).HasStatus(SecurityStatus.Pass);
    }

    [Theory]
    [InlineData(DraftAttribute, DomainSig)]
    [InlineData(OddSignatures.SignatureType, OddSignatures.SignatureType + ".2")]
    [InlineData(DraftAttribute, OddSignatures.SignatureType + ".2")]
    [Trait("Requirement", "DS-STA-15")]
    public async Task Identifiers_of_drafts_are_known_and_naming_and_mapping_decide(string attribute, string value)
    {
        byte[] Signed(TestIdentity signer) => Build.Signer(info => info.SignedAttributes.Add(Attribute(attribute, TypeValue(value))), signer);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Signed(Ids.AcmeSigner));
        report.Raises(SecurityFlags.TypeLegacyOid);
        report.HasStatus(SecurityStatus.Pass);
        DomainSecurityReport wrong = await TestDoors.ForPartner().ClassifyAsync(Signed(Ids.EvilSigner));
        wrong.Raises(SecurityFlags.TypeLegacyOid);
        wrong.HasStatus(SecurityStatus.Policy);
    }

    [Theory]
    [InlineData(OddSignatures.SignatureType + ".5")]
    [InlineData(OddSignatures.SignatureType + ".2.1")]
    [InlineData(OddSignatures.SignatureType + ".0")]
    [Trait("Requirement", "DS-STA-15 DS-STA-14")]
    public async Task What_drafts_did_not_define_is_unknown(string value)
    {
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(Build.Signer(info => info.Types(value)));
        report.Raises(SecurityFlags.TypeUnknown);
        report.DoesNotRaise(SecurityFlags.TypeLegacyOid);
        Assert.Equal([SignatureType.Unknown], report.Signatures()[0].Types);
    }

    [Fact]
    [Trait("Requirement", "DS-STA-15 DS-STA-09")]
    public async Task Domain_signature_beside_the_author_s_passes_for_a_configured_partner_alone()
    {
        byte[] Parallel(Action<OddSignatures> build) => LayeredMessage.Of(Messages.Plain()).Signed(build).ToOctets();
        byte[] message = Parallel(layer => layer.By(Ids.Alice).By(Ids.AcmeSigner, signer => signer.Types(DomainSig)));
        DomainSecurityReport strict = await TestDoors.ForPartner().ClassifyAsync(message);
        strict.HasStatus(SecurityStatus.Policy);
        strict.Raises(SecurityFlags.TypeInconsistent);
        strict.DoesNotRaise(SecurityFlags.TypeParallel);

        DomainSecurityReport report = await Doors(PeerDialects.ParallelSignatures).ClassifyAsync(message);
        report.HasStatus(SecurityStatus.Pass);
        report.Raises(SecurityFlags.TypeParallel);
        report.Raises(SecurityFlags.TypeInconsistent);
        report.Raises(SecurityFlags.NoEncapsulation);
        Assert.Equal(("acme.example", "alice@acme.example", IdentityLevel.Originator), (report.Domain?.Value, report.Originator, report.IdentityLevel));

        // A third in the layer, a reviewer in the domain's place, a domain without an author, an author who is invalid: not that habit.
        foreach (byte[] other in new[]
        {
            Parallel(layer => layer.By(Ids.Alice).By(Ids.AcmeSigner, signer => signer.Types(DomainSig)).By(Ids.AcmeReviewer, signer => signer.Types(ReviewSig))),
            Parallel(layer => layer.By(Ids.Alice).By(Ids.AcmeReviewer, signer => signer.Types(ReviewSig))),
            Parallel(layer => layer.By(Ids.AcmeSigner, signer => signer.Types(DomainSig))),
            Parallel(layer => layer.By(Ids.Alice, signer => signer.MessageDigest = new byte[32]).By(Ids.AcmeSigner, signer => signer.Types(DomainSig))),
        })
        {
            DomainSecurityReport refused = await Doors(PeerDialects.ParallelSignatures).ClassifyAsync(other);
            Assert.NotEqual(SecurityStatus.Pass, refused.Status);
            Assert.Null(refused.Domain);
            refused.DoesNotRaise(SecurityFlags.TypeParallel);
        }
    }

    [Fact]
    [Trait("Requirement", "DS-STA-15 DS-DCA-01")]
    public async Task Confidentiality_authority_under_its_old_name_is_encrypted_to_where_it_was_agreed()
    {
        TestIdentity old = Ids.Dca("partner.example", shape =>
        {
            shape.CommonNames[0] = "domain-encrypting-authority";
            shape.Emails[0] = "domain-encrypting-authority@partner.example";
        });
        TestDoors doors = new TestDoors().Own(Ids.AcmeSigner, Ids.AcmeDca).Member(old);
        byte[] signed = await doors.SignedAsync(Messages.Plain());
        (await doors.EncryptAsync(signed)).Report.Refusal.IsRefused("F-DCA-NAME");
        doors.Community.SetAgreement(TestDoors.Partner, new PeerAgreement { Dialects = PeerDialects.EncryptingAuthority });
        (DomainEncryptionReport report, _) = await doors.EncryptAsync(signed);
        Assert.Equal(DomainOutcome.Applied, report.Outcome);
    }

    [Fact]
    [Trait("Requirement", "DS-ENC-13")]
    public async Task Direct_signature_is_written_on_request_reported_and_accepted_from_configured_partners_alone()
    {
        TestDoors ours = TestDoors.ForAcme();
        var request = new DomainSigningRequest { Domain = TestDoors.Acme, Evidence = TestDoors.Evidence };
        (DomainSigningReport plain, byte[] conforming) = await ours.SignAsync(Messages.Plain(), request);
        Assert.Empty(plain.Flags);
        Assert.Equal("S(S0(content))", (await TestDoors.ForPartner().ClassifyAsync(conforming)).Structure);

        (DomainSigningReport report, byte[] direct) = await ours.SignAsync(Messages.Plain(), request with { IsDirect = true });
        Assert.Equal(SecurityFlags.NoEncapsulation, Assert.Single(report.Flags).Flag);
        Assert.Contains("multipart/signed", TestDoors.Text(direct), StringComparison.Ordinal);
        Assert.Contains("Budget of the second quarter.", TestDoors.Text(direct), StringComparison.Ordinal);
        Assert.Contains("Verification successful", await VerifyAsync(direct), StringComparison.OrdinalIgnoreCase);
        DomainSecurityReport refused = await TestDoors.ForPartner().ClassifyAsync(direct);
        Assert.Equal("S(content)", refused.Structure);
        refused.HasStatus(SecurityStatus.Policy);
        refused.Raises(SecurityFlags.NoEncapsulation);

        TestDoors tolerant = AgreementTests.Doors(new PeerAgreement { DirectClearSigned = true });
        DomainSecurityReport accepted = await tolerant.ClassifyAsync(direct);
        accepted.HasStatus(SecurityStatus.Pass);
        accepted.Raises(SecurityFlags.NoEncapsulation);
        Assert.Equal("acme.example", accepted.Domain?.Value);

        // Over encryption it is no signature over content, and a review is none of the domain's.
        byte[] sealedContent = LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).Enveloped(Ids.PartnerDca).Signed(Ids.AcmeSigner, DomainSig).ToOctets();
        (await tolerant.ClassifyAsync(sealedContent)).HasStatus(SecurityStatus.Policy);
        byte[] review = LayeredMessage.Of(Messages.Plain()).Signed(Ids.AcmeReviewer, ReviewSig).ToOctets();
        Assert.Equal(SecurityStatus.Policy, (await tolerant.ClassifyAsync(review)).Signatures()[0].Verdict);

        // What is signed already needs no empty layer, and conforms.
        (DomainSigningReport signed, _) = await ours.SignAsync(Build.OriginatorSigned(), request with { IsDirect = true });
        Assert.Empty(signed.Flags);
        (await ours.SignAsync(Messages.Plain(), request with { IsDirect = true, Type = DomSec.SignatureType.Review })).Report.Refusal.IsRefused("DS-ENC-13");
        (await ours.SignAsync(Messages.Binary(), request with { IsDirect = true })).Report.Refusal.IsRefused("RFC 8551 section 3.1.3");
    }

    [Fact]
    [Trait("Requirement", "DS-STA-15")]
    public async Task No_door_writes_what_is_only_read()
    {
        TestDoors doors = TestDoors.ForAcme();
        doors.Community.SetAgreement(TestDoors.Acme, new PeerAgreement { Dialects = PeerDialects.TypeArc | PeerDialects.ParallelSignatures | PeerDialects.EncryptingAuthority });
        doors.Community.AddUserSigningKey("alice@acme.example", new SoftwareSigningKey(Ids.Alice.Certificate));
        foreach (DomSec.SignatureType type in new[] { DomSec.SignatureType.Domain, DomSec.SignatureType.Review, DomSec.SignatureType.AdditionalAttributes, DomSec.SignatureType.Originator, DomSec.SignatureType.DelegatedOriginator })
        {
            byte[] signed = await doors.SignedAsync(Messages.Plain(), new() { Domain = TestDoors.Acme, Type = type, Evidence = TestDoors.Evidence, IsTypeExplicit = true });
            var cms = SignedLayer.Of(signed);
            var info = Assert.Single(cms.SignerInfos.Cast<System.Security.Cryptography.Pkcs.SignerInfo>());
            string[] attributes = [.. info.SignedAttributes.Cast<System.Security.Cryptography.CryptographicAttributeObject>().Select(attribute => attribute.Oid.Value!)];
            Assert.Contains(OddSignatures.SignatureType, attributes);
            Assert.DoesNotContain(attributes, attribute => attribute is TypeArc or DraftAttribute);
            byte[] value = info.SignedAttributes.Cast<System.Security.Cryptography.CryptographicAttributeObject>().First(attribute => attribute.Oid.Value == OddSignatures.SignatureType).Values[0].RawData;
            Assert.Equal(TypeValue($"{TypeArc}.{(type switch { DomSec.SignatureType.Originator => 1, DomSec.SignatureType.Domain => 2, DomSec.SignatureType.AdditionalAttributes => 3, DomSec.SignatureType.Review => 4, _ => 5 })}"), value);
        }
    }

    private static TestDoors Doors(PeerDialects dialects) => AgreementTests.Doors(new PeerAgreement { Dialects = dialects });

    /// <summary>What OpenSSL says of a clear-signed message.</summary>
    private static async Task<string> VerifyAsync(byte[] message)
    {
        string folder = Directory.CreateTempSubdirectory("domsec-direct-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "m.eml"), message);
            await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), TestCa.Shared.Pem);
            var start = new System.Diagnostics.ProcessStartInfo("openssl", ["cms", "-verify", "-in", "m.eml", "-CAfile", "ca.pem", "-out", "out"]) { WorkingDirectory = folder, RedirectStandardError = true, UseShellExecute = false };
            using var process = System.Diagnostics.Process.Start(start)!;
            return await process.StandardError.ReadToEndAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
