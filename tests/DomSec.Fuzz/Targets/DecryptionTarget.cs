using DomSec.Fuzz.Engine;

namespace DomSec.Fuzz.Targets;

/// <summary>
/// The decryption door. INVARIANTS, for any octets:
/// 1. nothing throws and nothing waits;
/// 2. the destination is untouched unless the outcome is Applied, and then there is no refusal;
/// 3. what authenticated encryption releases is, octet for octet, what one of the seeds releases: no changed plaintext gets out
///    (content of CBC goes out only under a valid signature inside, or when the caller asks for it);
/// 4. what did not open, for whatever reason inside, is refused with one and the same text (SEC-ORC-03);
/// 5. the report is as good as the classifier's.
/// </summary>
internal sealed class DecryptionTarget : FuzzTarget
{
    private static readonly string[] _fixedTexts =
    [
        "The message cannot be decrypted with the keys at hand, or nothing authenticates what was encrypted.",
        "A signature around the encryption cannot be judged now; try again later.",
        "A signature around the encryption is not valid; the message may have been altered.",
        "The message is not encrypted.",
    ];

    private static readonly Lazy<HashSet<string>> _released = new(Released);

    public override string Name => "decryption";

    public override double Share => 40_000;

    public override int AllocationPerOctet => 4000;

    public override int AllocationBase => 8 << 20;

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. FuzzSeeds.Messages.Where(message => Decrypt(message, out _, out _)), .. FuzzSeeds.Messages.Take(4)];

    public override Func<byte[]> Inputs(int seed) => FuzzInputs.Messages(Seeds, seed);

    public override void Run(byte[] input)
    {
        bool applied = Decrypt(input, out byte[] plaintext, out DomainDecryptionReport report);
        Invariant.Holds(applied || plaintext.Length == 0, "something is written and refused");
        Invariant.Holds(applied == report.Refusal is null, "a refusal, and not refused");
        Invariant.Holds(applied == report.ConfidentialityTerminated, "confidentiality ends, and nothing is released");
        if (report.Classification is { } classification)
        {
            ClassifierTarget.CheckTexts(classification);
        }

        if (report.Refusal is { } refusal)
        {
            Invariant.OneLine(refusal.Text, "a refusal");
            Invariant.Holds(_fixedTexts.Contains(refusal.Text, StringComparer.Ordinal) || string.Equals(refusal.Text, report.Classification?.Error, StringComparison.Ordinal), "a refusal that tells more");
        }
        else if (report.Classification!.Layers.First(layer => layer.Kind is LayerKind.Enveloped or LayerKind.AuthEnveloped).Kind == LayerKind.AuthEnveloped)
        {
            Invariant.Holds(_released.Value.Contains(Body(plaintext)), "a plaintext that nobody encrypted is released");
        }
    }

    private static bool Decrypt(byte[] message, out byte[] plaintext, out DomainDecryptionReport report)
    {
        using var source = new MemoryStream(message, writable: false);
        using var destination = new MemoryStream();
        report = FuzzCommunity.Result(FuzzCommunity.Doors.Encryptor.DecryptStreamAsync(source, destination, new DomainDecryptionRequest()));
        plaintext = destination.ToArray();
        return report.Outcome == DomainOutcome.Applied;
    }

    private static HashSet<string> Released()
    {
        var released = new HashSet<string>(StringComparer.Ordinal);
        foreach (byte[] seed in FuzzSeeds.Messages)
        {
            if (Decrypt(seed, out byte[] plaintext, out _))
            {
                released.Add(Body(plaintext));
            }
        }

        return released;
    }

    /// <summary>The body: the outer header comes from the message as received, which encryption does not cover.</summary>
    private static string Body(byte[] message)
    {
        int at = message.AsSpan().IndexOf("\r\n\r\n"u8);
        return Convert.ToHexString(at < 0 ? message : message.AsSpan(at + 4));
    }
}
