using System.Text;
using DomSec.Classification;
using DomSec.Fuzz.Engine;
using DomSec.Layers;

namespace DomSec.Fuzz.Targets;

/// <summary>
/// LayerReader from end to end, without keys. INVARIANTS, for any octets:
/// 1. nothing throws, whether digests are computed as announced or all of them;
/// 2. pushed in any pieces, the layers, their faults, digests, signers and recipients are the same;
/// 3. no more layers than the limit; a malformed layer is the last one and hides what was inside;
/// 4. the structure's text balances its brackets;
/// 5. an encrypted layer without keys ends the pass: nothing is read behind it.
/// </summary>
internal sealed class LayersTarget : FuzzTarget
{
    public override string Name => "layers";

    public override double Share => 80_000;

    public override int AllocationPerOctet => 800;

    public override int AllocationBase => 2 << 20;

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. FuzzSeeds.Messages, .. FuzzSeeds.Cms, .. FuzzSeeds.More];

    public override Func<byte[]> Inputs(int seed) => FuzzInputs.Messages(Seeds, seed);

    public override void Run(byte[] input)
    {
        string whole = Read(input, inPieces: false, allDigests: false);
        string pieces = Read(input, inPieces: true, allDigests: false);
        Invariant.Holds(string.Equals(whole, pieces, StringComparison.Ordinal), "pieces give other layers");
        if ((input.Length & 3) == 0)
        {
            Read(input, inPieces: true, allDigests: true);
        }
    }

    private static string Read(byte[] input, bool inPieces, bool allDigests)
    {
        using var reader = new LayerReader(FuzzCommunity.Limits, allDigests);
        if (inPieces)
        {
            Chunks.Push(reader, input);
        }
        else
        {
            reader.Write(input);
            reader.Complete();
        }

        Check(reader);
        var text = new StringBuilder();
        text.Append(reader.Fault).Append(reader.ReachedContent).Append(reader.HasProtectedParts).Append(reader.PendingEnvelope is not null);
        text.Append(reader.OuterHeader?.Raw.Length).Append(' ').Append(reader.ContentHeader?.Raw.Length);
        foreach (MessageLayer layer in reader.Layers)
        {
            text.Append('\n').Append(layer.Kind).Append(layer.Carrier).Append(layer.IsBer).Append(layer.HasContent).Append(layer.IsOpened).Append(layer.Fault)
                .Append(layer.InnerContentType).Append(layer.Signers.Count).Append(' ').Append(layer.Recipients.Count).Append(' ').Append(layer.Certificates.Count)
                .AppendJoin(' ', layer.Flags.Select(raised => raised.Flag.Id)).Append(' ').Append(layer.Ciphertext?.Length)
                .AppendJoin(' ', layer.ContentDigests.OrderBy(digest => digest.Key).Select(digest => Convert.ToHexString(digest.Value)));
        }

        return text.ToString();
    }

    private static void Check(LayerReader reader)
    {
        Invariant.Holds(reader.Layers.Count <= FuzzCommunity.Limits.MaxLayers, "too many layers");
        for (int i = 0; i < reader.Layers.Count; i++)
        {
            MessageLayer layer = reader.Layers[i];
            bool last = i == reader.Layers.Count - 1;
            Invariant.Holds(!layer.Fault.IsFault || (layer.Kind == LayerKind.Malformed && last), "a faulty layer that is not malformed, or not last");
            Invariant.Holds(!layer.IsEncrypted || (last && !layer.IsOpened), "something is read behind an encrypted layer");
            Invariant.Flags(layer.Flags, "a layer");
            Invariant.OneLine(layer.Fault.ToString(), "a fault");
        }

        Invariant.Holds(reader.PendingEnvelope is null || ReferenceEquals(reader.PendingEnvelope, reader.Layers[^1]), "a pending envelope that is no layer");
        Invariant.Holds(!reader.ReachedContent || reader.Layers.All(layer => !layer.Fault.IsFault), "content behind a fault");
        using var walk = new MessageWalk(reader);
        string structure = StructureText.Of(walk);
        Invariant.Holds(structure.Count(c => c == '(') == structure.Count(c => c == ')'), "brackets");
    }
}
