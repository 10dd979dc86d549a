using System.Buffers;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Layers;

/// <summary>
/// Decrypts content that is not held and hands it on to whatever reads the inside: with a key that an earlier pass proved by the tag, or in CBC
/// mode, where nothing proves anything but a signature further in (SEC-EFL-02), with the key that the beginning fits. The end is checked in any case;
/// in CBC mode what is inside is read to its end before that counts, so that all that is wrong takes the time of what is right (SEC-ORC-03).
/// </summary>
internal sealed class EnvelopeReading : EnvelopeStream
{
    private readonly ContentDecryptor _decryptor;
    private readonly OctetSink _inner;
    private readonly PlaintextFacts _facts;
    private readonly OpenedKey _known;
    private readonly byte[]? _expectedAssociatedData;
    private readonly bool _isAuthenticated;
    private readonly byte[] _plaintext = ArrayPool<byte>.Shared.Rent(Step + (64 << 10));
    private bool _isDisposed;

    /// <param name="decryptor">Taken over.</param>
    /// <param name="isAuthenticated">Whether the key was proved before, so that the form of the plaintext is not asked.</param>
    /// <param name="inner">Reads what is inside.</param>
    /// <param name="facts">Notes what is inside.</param>
    /// <param name="known">What is known of the layer.</param>
    /// <param name="associatedData">What was given to the decryptor already, or null when it takes it after the content.</param>
    public EnvelopeReading(ContentDecryptor decryptor, bool isAuthenticated, OctetSink inner, PlaintextFacts facts, OpenedKey known, byte[]? associatedData)
    {
        _decryptor = decryptor;
        _isAuthenticated = isAuthenticated;
        _inner = inner;
        _facts = facts;
        _known = known;
        _expectedAssociatedData = associatedData;
    }

    public override bool IsReading => true;

    public override void Write(ReadOnlySpan<byte> ciphertext)
    {
        while (!ciphertext.IsEmpty)
        {
            ReadOnlySpan<byte> step = ciphertext[..Math.Min(Step, ciphertext.Length)];
            Pass(_decryptor.Update(step, _plaintext));
            ciphertext = ciphertext[step.Length..];
        }
    }

    public override bool Finish(ReadOnlySpan<byte> tag, byte[]? associatedData)
    {
        if (_expectedAssociatedData is null)
        {
            _decryptor.AuthenticateAssociatedData(associatedData);
        }

        // Every check is made, whichever failed first (SEC-ORC-03).
        bool right = _decryptor.TryFinish(tag, _plaintext, out int written);
        Pass(written);
        right &= associatedData is not null && (_expectedAssociatedData is null || _expectedAssociatedData.AsSpan().SequenceEqual(associatedData));
        right &= _isAuthenticated || _facts.IsPlausible;
        _known.IsSettled = true;
        if (!right && _isAuthenticated)
        {
            // The key was proved by a pass before this one: the source is not what it was.
            CryptographicOperations.ZeroMemory(_known.ContentKey);
            _known.ContentKey = null;
            return false;
        }

        _facts.Complete();
        if (right || _inner is not ReleaseSink)
        {
            _inner.Complete();
        }

        return right;
    }

    public override void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _decryptor.Dispose();
        CryptographicOperations.ZeroMemory(_plaintext);
        ArrayPool<byte>.Shared.Return(_plaintext);
    }

    private void Pass(int length)
    {
        if (length > 0)
        {
            _facts.Write(_plaintext.AsSpan(0, length));
            _inner.Write(_plaintext.AsSpan(0, length));
        }
    }
}
