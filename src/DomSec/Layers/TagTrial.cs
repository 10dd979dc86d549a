using System.Buffers;
using System.Security.Cryptography;
using DomSec.Crypto;

namespace DomSec.Layers;

/// <summary>
/// The first pass over authenticated content that is not held: every candidate key's tag is computed and the plaintext thrown away at once, so
/// that nothing inside is read, let alone acted on, before the tag was right (CMS-AE-02, SEC-EFL-04). The key that proves right is kept
/// for the next pass.
/// </summary>
internal sealed class TagTrial : EnvelopeStream
{
    private readonly List<(byte[] Key, ContentDecryptor Decryptor)> _candidates;
    private readonly OpenedKey _known;
    private readonly byte[]? _expectedAssociatedData;
    private readonly byte[] _scratch = ArrayPool<byte>.Shared.Rent(Step + (64 << 10));

    /// <param name="candidates">Keys with their decryptors; both are taken over.</param>
    /// <param name="known">Where the right key is noted.</param>
    /// <param name="associatedData">What was given to the decryptors already, or null when they take it after the content.</param>
    public TagTrial(List<(byte[] Key, ContentDecryptor Decryptor)> candidates, OpenedKey known, byte[]? associatedData)
    {
        _candidates = candidates;
        _known = known;
        _expectedAssociatedData = associatedData;
    }

    public override bool NeedsAnotherPass => _known.ContentKey is not null || !_known.IsSettled;

    public override void Write(ReadOnlySpan<byte> ciphertext)
    {
        while (!ciphertext.IsEmpty)
        {
            ReadOnlySpan<byte> step = ciphertext[..Math.Min(Step, ciphertext.Length)];
            foreach ((_, ContentDecryptor decryptor) in _candidates)
            {
                decryptor.Check(step, _scratch);
            }

            ciphertext = ciphertext[step.Length..];
        }
    }

    public override bool Finish(ReadOnlySpan<byte> tag, byte[]? associatedData)
    {
        if (_expectedAssociatedData is not null && associatedData is not null && !associatedData.AsSpan().SequenceEqual(_expectedAssociatedData))
        {
            // Only now it is known what had to be said first: it is remembered, and the next pass says it first.
            _known.IsSettled = _known.AssociatedData is not null;
            _known.AssociatedData ??= associatedData;
            return false;
        }

        foreach ((byte[] key, ContentDecryptor decryptor) in _candidates)
        {
            if (_expectedAssociatedData is null)
            {
                decryptor.AuthenticateAssociatedData(associatedData);
            }

            if (decryptor.TryFinish(tag, _scratch, out _) && associatedData is not null)
            {
                _known.ContentKey ??= key.AsSpan().ToArray();
            }
        }

        _known.IsSettled = true;
        return false;
    }

    public override void Dispose()
    {
        foreach ((byte[] key, ContentDecryptor decryptor) in _candidates)
        {
            decryptor.Dispose();
            CryptographicOperations.ZeroMemory(key);
        }

        if (_candidates.Count > 0)
        {
            _candidates.Clear();
            CryptographicOperations.ZeroMemory(_scratch);
            ArrayPool<byte>.Shared.Return(_scratch);
        }
    }
}
