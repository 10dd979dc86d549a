using CsCheck;
using DomSec.TestKit;

namespace DomSec.Tests.Properties;

[Trait("Requirement", "CMS-BER-01")]
public sealed class BerEquivalenceTests
{
    [Fact]
    public async Task A_message_re_encoded_in_ber_classifies_the_same_but_for_its_encoding()
    {
        IEnumerable<(string Name, byte[] Message)> seeds = await SeedCorpus.MessagesAsync();
        seeds = seeds.Where(seed => seed.Name is "signed" or "reviewed" or "encrypted, GCM" or "encrypted, CBC" or "opaque by a person" or "empty layer" or "compressed");
        foreach ((string name, byte[] message) in seeds)
        {
            byte[] cms = Messages.CmsOf(message);
            string expected = ReportText.Of(await TwoDomains.Ec.ClassifyAsync(message), withEncoding: false);
            await Gen.Select(Gen.OneOf(Gen.Int[0, 40], Gen.Int[1, 5000]), Gen.Bool).SampleAsync(
                async (chunk, indefinite) =>
                {
                    byte[] ber = indefinite ? BerReencoder.ToIndefinite(cms, chunk) : BerReencoder.ToDefiniteChunks(cms, chunk);
                    DomainSecurityReport report = await TwoDomains.Ec.ClassifyAsync(SeedCorpus.Replace(message, ber));
                    Assert.True(string.Equals(expected, ReportText.Of(report, withEncoding: false), StringComparison.Ordinal), $"{name} in parts of {chunk}:\n{ReportText.Of(report)}\nand not\n{expected}");
                    Assert.Equal(indefinite || chunk > 0 ? LayerEncoding.Ber : LayerEncoding.Der, report.Layers[0].Encoding);
                },
                iter: 25,
                threads: 1);
        }
    }
}
