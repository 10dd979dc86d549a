using System.Security.Cryptography;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Hosting;
using DomSec.Tests.Properties;

namespace DomSec.Tests.Layers;

/// <summary>
/// CBC content whose padding or form is wrong costs what content costs that opens: what is inside is read, opened and verified before the verdict
/// counts, and leaves no trace. Counted in uses of keys and of the directory, as a clock proves nothing.
/// </summary>
public sealed class RefutedContentTests
{
    private static readonly byte[] _header = Messages.Split(Messages.Plain()).Header;

    private static readonly byte[] _message = Messages.Plain(
        body: Convert.ToBase64String(RandomNumberGenerator.GetBytes(40_000), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\r\n") + "\r\n");

    /// <summary>Whether the content of the outermost encryption is all right, has bad padding, or an octet in its header that no text has.</summary>
    public enum Outermost
    {
        Right,
        BadPadding,
        BadForm,
    }

    [Theory]
    [InlineData(4 << 20, Outermost.BadPadding)]
    [InlineData(4 << 20, Outermost.BadForm)]
    [InlineData(4 << 10, Outermost.BadPadding)]
    [InlineData(4 << 10, Outermost.BadForm)]
    [Trait("Requirement", "SEC-ORC-03")]
    public async Task Everything_inside_is_opened_and_verified_whatever_padding_and_form_are(int held, Outermost how)
    {
        // A signature whose certificate has to be looked for, in an envelope, in the envelope that is altered.
        byte[] signed = LayeredMessage.Of(_message).Null().Signed(layer =>
        {
            layer.IncludesCertificates = false;
            layer.By(Ids.AcmeSigner, signer => signer.Types(OddSignatures.DomainSig));
        }).Entity;
        Cost right = await CostAsync(signed, held, Outermost.Right);
        Cost refuted = await CostAsync(signed, held, how);
        Assert.Equal((2, "E(E(S(S0(content))))"), (right.PrivateKeyUses, right.Structure));
        Assert.True(right.DirectoryLookups > 0);
        Assert.Equal(right with { Structure = "E(?)" }, refuted);
    }

    [Theory]
    [InlineData(4 << 20)]
    [InlineData(4 << 10)]
    [Trait("Requirement", "SEC-ORC-03")]
    public async Task Last_looks_at_altered_content_are_taken_whatever_the_padding_is(int held)
    {
        // Clear-signed content that was altered is read once more, for a diagnosis; inside content that does not open as well, and it is not said.
        byte[] clear = LayeredMessage.Of(_message).ClearSigned(Ids.Alice).Entity;
        clear[clear.AsSpan().IndexOf("\r\n\r\n"u8) + 400] ^= 0x02;
        (DomainSecurityReport right, int passes) = await ClassifyAsync(clear, held, Outermost.Right);
        (DomainSecurityReport refuted, int again) = await ClassifyAsync(clear, held, Outermost.BadPadding);
        Assert.Contains("(S", right.Structure, StringComparison.Ordinal);
        Assert.Equal("E(?)", refuted.Structure);
        Assert.True(passes > 1);
        Assert.Equal(passes, again);
        (DomainSecurityReport garbage, _) = await ClassifyAsync([0, .. RandomNumberGenerator.GetBytes(40_000)], held, Outermost.Right);
        Assert.Equal(ReportText.Of(garbage), ReportText.Of(refuted));
    }

    private static async Task<(DomainSecurityReport Report, int Passes)> ClassifyAsync(byte[] content, int held, Outermost how)
    {
        using var source = new RewoundStream(Envelope(content, how));
        TestDoors doors = TestDoors.ForPartner(new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = held } });
        return (await doors.Classifier.ClassifyStreamAsync(source, new(), TestContext.Current.CancellationToken), source.Passes);
    }

    private static async Task<Cost> CostAsync(byte[] content, int held, Outermost how)
    {
        var keys = new CountingKeys(TestDoors.ForPartner().Community);
        var directory = new CountingDirectory();
        var doors = new TestDoors(new() { Limits = DomSecLimits.Default with { MaxBufferedBytes = held } }) { Keys = keys, Directory = directory };
        byte[] inner = Messages.Carry([], new OddEnvelope(content) { IsAuthenticated = false }.For(Ids.PartnerDca).Encode(), "enveloped-data");
        byte[] odd = [.. "X-Odd: "u8, how == Outermost.BadForm ? (byte)1 : (byte)'1', .. "\r\n"u8];
        DomainSecurityReport report = await doors.ClassifyAsync(Envelope([.. odd, .. inner], how));
        return new Cost(keys.Count, directory.Count, report.Structure);
    }

    private static byte[] Envelope(byte[] content, Outermost how)
    {
        byte[] iv = RandomNumberGenerator.GetBytes(16);
        OddEnvelope envelope = new OddEnvelope(content)
        {
            IsAuthenticated = false,
            StatedCipher = OddEnvelope.Aes256Cbc,
            StatedParameters = Tlv.Of(Tlv.OctetString, iv),
            Cipher = (key, plain) =>
            {
                using var aes = Aes.Create();
                aes.Key = key;
                int padding = 16 - (plain.Length % 16);
                byte octet = how == Outermost.BadPadding ? (byte)' ' : (byte)padding;
                byte[] padded = [.. plain, .. Enumerable.Repeat(octet, padding)];
                return (aes.EncryptCbc(padded, iv, PaddingMode.None), []);
            },
        };
        envelope.For(Ids.PartnerDca);
        return Messages.Carry(_header, envelope.Encode(), "enveloped-data");
    }

    private sealed record Cost(int PrivateKeyUses, int DirectoryLookups, string Structure);

    private sealed class CountingDirectory : ICertificateDirectory
    {
        public int Count { get; private set; }

        public ValueTask<CertificateLookup> FindAsync(MailDomain domain, DomainRole role, CancellationToken ct = default)
        {
            Count++;
            return ValueTask.FromResult(new CertificateLookup(LookupState.NotFound, [], "test"));
        }
    }

    /// <summary>Counts how often it is read from its start.</summary>
    private sealed class RewoundStream(byte[] octets) : MemoryStream([.. octets], 0, octets.Length, writable: false, publiclyVisible: false)
    {
        public int Passes { get; private set; }

        public override long Position
        {
            get => base.Position;
            set
            {
                base.Position = value;
                Passes += value == 0 ? 1 : 0;
            }
        }
    }
}
