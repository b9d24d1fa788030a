"""What worlds share: noise, meshes, terrain, light, sky, water, foliage, figures, particles and the look."""
