using CsCheck;
using DomSec.Classification;
using DomSec.Layers;
using DomSec.TestKit;

namespace DomSec.Tests.Properties;

/// <summary>How a message arrives in pieces never shows in what is found.</summary>
public sealed class ChunkingTests
{
    [Fact]
    public async Task A_source_in_pieces_of_any_size_classifies_as_in_one()
    {
        foreach ((string name, byte[] message) in await SeedCorpus.MessagesAsync())
        {
            string expected = ReportText.Of(await TwoDomains.Ec.ClassifyAsync(message));
            foreach (bool seekable in new[] { false, true })
            {
                await Gen.Select(Gen.Int[1, 5000], Gen.UInt).SampleAsync(
                    async (most, seed) =>
                    {
                        var random = new Random((int)(seed & int.MaxValue));
                        using var source = new PiecewiseStream(message, () => random.Next(1, most + 1), seekable);
                        Assert.True(string.Equals(expected, ReportText.Of(await TwoDomains.Ec.ClassifyAsync(source)), StringComparison.Ordinal), name);
                    },
                    iter: 8,
                    threads: 1);
                using var single = new PiecewiseStream(message, () => 1, seekable);
                Assert.Equal(expected, ReportText.Of(await TwoDomains.Ec.ClassifyAsync(single)));
            }
        }
    }

    [Fact]
    public async Task Pushed_in_two_at_any_offset_the_layers_are_the_same()
    {
        foreach ((string name, byte[] message) in await SeedCorpus.MessagesAsync())
        {
            string expected = Read(message, message.Length);
            for (int at = 0; at < message.Length; at += 1 + (at / 64))
            {
                Assert.True(string.Equals(expected, Read(message, at), StringComparison.Ordinal), $"{name} at {at}");
            }
        }
    }

    [Fact]
    public Task Signing_a_source_in_pieces_gives_the_same_layers() =>
        Gen.Select(GeneratedMessage.Any, Gen.Int[1, 3000], Gen.Bool).SampleAsync(
            async (message, most, seekable) =>
            {
                using var source = new PiecewiseStream(message.Octets, () => most, seekable);
                using var destination = new MemoryStream();
                DomainSigningReport report = await TwoDomains.Ec.Doors(DomSecLimits.Default).Signer.SignStreamAsync(
                    source, destination, new DomainSigningRequest { Domain = TwoDomains.Acme, Evidence = OriginatorEvidence.External("test") });
                Assert.Equal(DomainOutcome.Applied, report.Outcome);
                byte[] whole = await TwoDomains.Ec.SignAsync(message.Octets);
                Assert.Equal(Cms.RecordingSink.ContentOf(Messages.CmsOf(whole)), Cms.RecordingSink.ContentOf(Messages.CmsOf(destination.ToArray())));
            },
            iter: 30,
            threads: 1);

    private static string Read(byte[] message, int at)
    {
        using var reader = new LayerReader(DomSecLimits.Default, allDigests: false);
        reader.Write(message.AsSpan(0, at));
        reader.Write(message.AsSpan(at));
        reader.Complete();
        using var walk = new MessageWalk(reader);
        return StructureText.Of(walk) + reader.Fault.Status + reader.HasProtectedParts
            + string.Join(' ', reader.Layers.Select(layer => $"{layer.Kind} {layer.IsBer} {layer.Fault.Status} {layer.Signers.Count} {layer.Recipients.Count} {string.Join(' ', layer.ContentDigests.Values.Select(Convert.ToHexString))}"));
    }
}
