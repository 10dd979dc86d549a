using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Layers;

/// <summary>Several digests over the same octets in one pass.</summary>
internal sealed class ContentHashes : OctetSink
{
    private readonly IReadOnlyList<DigestAlgorithm> _algorithms;
    private readonly RunningHash[] _hashes;
    private readonly AttributesLookalike _lookalike = new();

    public ContentHashes(IReadOnlyList<DigestAlgorithm> algorithms)
    {
        _algorithms = algorithms;
        _hashes = new RunningHash[algorithms.Count];
        for (int i = 0; i < _hashes.Length; i++)
        {
            _hashes[i] = Digests.Create(algorithms[i]);
        }
    }

    public static IReadOnlyList<DigestAlgorithm> All { get; } =
        [DigestAlgorithm.Sha256, DigestAlgorithm.Sha384, DigestAlgorithm.Sha512, DigestAlgorithm.Sha1, DigestAlgorithm.Md5];

    /// <summary>Every digest there is, for the second look at a message: those of <see cref="All"/> first.</summary>
    public static IReadOnlyList<DigestAlgorithm> Every { get; } = [.. All, .. Enum.GetValues<DigestAlgorithm>().Where(digest => Digests.IsSupported(digest) && !All.Contains(digest))];

    /// <summary>
    /// The supported algorithms of SignedData.digestAlgorithms. It is only a hint (CMS-SD-13): whoever finds another algorithm in a
    /// SignerInfo reads the message again with all of them. An empty SET gives none, which is right for an empty signature layer.
    /// </summary>
    public static IReadOnlyList<DigestAlgorithm> Announced(ReadOnlyMemory<byte> digestAlgorithms)
    {
        var result = new List<DigestAlgorithm>(1);
        var reader = new BerReader(digestAlgorithms);
        BerReader set = reader.ReadSet();
        while (set.HasData)
        {
            DigestAlgorithm digest = Digests.FromIdentifier(AlgorithmIdentifier.Read(ref set));
            if (set.Ok && Digests.IsSupported(digest) && !result.Contains(digest))
            {
                result.Add(digest);
            }
        }

        return result;
    }

    /// <summary>SEC-CMS-01: whether the octets could be the signed attributes of a signature. Known after <see cref="Finish"/>.</summary>
    public bool LooksLikeAttributes { get; private set; }

    public override void Write(ReadOnlySpan<byte> octets)
    {
        _lookalike.Write(octets);
        foreach (RunningHash hash in _hashes)
        {
            hash.AppendData(octets);
        }
    }

    public void Finish(Dictionary<DigestAlgorithm, byte[]> digests)
    {
        LooksLikeAttributes = _lookalike.IsMatch();
        for (int i = 0; i < _hashes.Length; i++)
        {
            digests[_algorithms[i]] = _hashes[i].GetHashAndReset();
            _hashes[i].Dispose();
        }
    }
}
