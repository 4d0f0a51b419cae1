declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)
declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare void @llvm.masked.store.v4f32.p0(<4 x float>, ptr, i32, <4 x i1>)
declare void @llvm.prefetch.p0(ptr, i32, i32, i32)

define void @kernel(ptr noalias %context, i64 %first, i64 %last) {
entry:
  %v1 = getelementptr i64, ptr %context, i64 0
  %v2 = load i64, ptr %v1, align 8
  %v3 = getelementptr i64, ptr %context, i64 1
  %v4 = load i64, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %context, i64 2
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr ptr, ptr %context, i64 3
  %v8 = load ptr, ptr %v7, align 8
  %v9 = getelementptr ptr, ptr %context, i64 4
  %v10 = load ptr, ptr %v9, align 8
  %v11 = getelementptr ptr, ptr %context, i64 5
  %v12 = load ptr, ptr %v11, align 8
  %v13 = getelementptr ptr, ptr %context, i64 6
  %v14 = load ptr, ptr %v13, align 8
  %v15 = getelementptr ptr, ptr %context, i64 7
  %v16 = load ptr, ptr %v15, align 8
  %v17 = getelementptr ptr, ptr %context, i64 8
  %v18 = load ptr, ptr %v17, align 8
  %v19 = getelementptr ptr, ptr %context, i64 9
  %v20 = load ptr, ptr %v19, align 8
  %v21 = getelementptr ptr, ptr %context, i64 10
  %v22 = load ptr, ptr %v21, align 8
  %v23 = getelementptr ptr, ptr %context, i64 11
  %v24 = load ptr, ptr %v23, align 8
  %v25 = getelementptr ptr, ptr %context, i64 12
  %v26 = load ptr, ptr %v25, align 8
  %v27 = add nsw i64 %v2, %v4
  %v28 = sub i64 %v27, 1
  br label %b29
b29:
  %i32 = phi i64 [ %v2, %entry ], [ %v359, %b56 ]
  %v33 = icmp slt i64 %i32, %v4
  br i1 %v33, label %b30, label %b31
b30:
  %v34 = sub i64 %v28, %i32
  %v35 = getelementptr i64, ptr %v6, i64 %v34
  %v36 = load i64, ptr %v35, align 8
  %v37 = getelementptr i64, ptr %v8, i64 %v34
  %v38 = load i64, ptr %v37, align 8
  %v39 = icmp slt i64 %last, %v38
  %v40 = select i1 %v39, i64 %last, i64 %v38
  %v41 = and i64 %v34, 1
  %v42 = icmp eq i64 %v41, 1
  %v43 = getelementptr i64, ptr %v10, i64 %v34
  %v44 = load i64, ptr %v43, align 8
  %v45 = icmp slt i64 %v44, %v40
  %v46 = select i1 %v45, i64 %v44, i64 %v40
  %v47 = icmp sgt i64 %first, %v46
  %v48 = select i1 %v47, i64 %first, i64 %v46
  %v49 = sub i64 %v34, 1
  %v50 = icmp sgt i64 %v49, 0
  %v51 = select i1 %v50, i64 %v49, i64 0
  %v52 = getelementptr i64, ptr %v6, i64 %v51
  %v53 = load i64, ptr %v52, align 8
  br label %b54
b54:
  %i57 = phi i64 [ 0, %b30 ], [ %v358, %b94 ]
  %v58 = icmp slt i64 %i57, 2
  br i1 %v58, label %b55, label %b56
b55:
  %v59 = icmp eq i64 %i57, 1
  %v60 = select i1 %v59, i64 %v48, i64 %first
  %v61 = select i1 %v59, i64 %v40, i64 %v48
  %v62 = mul i64 %v36, 12
  %v63 = getelementptr inbounds float, ptr %v14, i64 %v62
  %v64 = mul i64 %v36, 3
  %v65 = getelementptr inbounds float, ptr %v16, i64 %v64
  %v66 = mul i64 %v36, 3
  %v67 = getelementptr inbounds float, ptr %v18, i64 %v66
  %v68 = mul i64 %v36, 12
  %v69 = getelementptr inbounds float, ptr %v14, i64 %v68
  %v70 = getelementptr inbounds float, ptr %v69, i64 9
  %v71 = mul i64 %v36, 12
  %v72 = getelementptr inbounds float, ptr %v14, i64 %v71
  %v73 = getelementptr inbounds float, ptr %v72, i64 6
  %v74 = mul i64 %v36, 12
  %v75 = getelementptr inbounds float, ptr %v14, i64 %v74
  %v76 = getelementptr inbounds float, ptr %v75, i64 3
  %v77 = mul i64 %v53, 3
  %v78 = getelementptr inbounds float, ptr %v16, i64 %v77
  %v79 = select i1 %v59, ptr %v24, ptr %v78
  %v80 = mul i64 %v36, 12
  %v81 = getelementptr inbounds float, ptr %v26, i64 %v80
  %v82 = mul i64 %v36, 12
  %v83 = getelementptr inbounds float, ptr %v26, i64 %v82
  %v84 = getelementptr inbounds float, ptr %v83, i64 3
  %v85 = mul i64 %v36, 12
  %v86 = getelementptr inbounds float, ptr %v26, i64 %v85
  %v87 = getelementptr inbounds float, ptr %v86, i64 6
  %v88 = mul i64 %v36, 12
  %v89 = getelementptr inbounds float, ptr %v26, i64 %v88
  %v90 = getelementptr inbounds float, ptr %v89, i64 9
  %v91 = mul i64 %v36, 12
  %v92 = getelementptr inbounds float, ptr %v26, i64 %v91
  %v95 = icmp slt i64 %v60, %v61
  br i1 %v95, label %b93, label %b94
b93:
  br label %b96
b96:
  %i99 = phi i64 [ %v60, %b93 ], [ %v178, %b97 ]
  %v100 = icmp slt i64 %i99, %v61
  br i1 %v100, label %b97, label %b98
b97:
  %v101 = mul i64 %i99, 12
  %v102 = getelementptr inbounds float, ptr %v63, i64 %v101
  %v103 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v102, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v104 = mul i64 %i99, 3
  %v105 = getelementptr inbounds float, ptr %v65, i64 %v104
  %v106 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v105, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v107 = mul i64 %i99, 3
  %v108 = getelementptr inbounds float, ptr %v67, i64 %v107
  %v109 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v108, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v110 = mul i64 %i99, 3
  %v111 = getelementptr inbounds float, ptr %v20, i64 %v110
  %v112 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v111, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v113 = mul i64 %i99, 12
  %v114 = getelementptr inbounds float, ptr %v70, i64 %v113
  %v115 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v114, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v116 = mul i64 %i99, 12
  %v117 = getelementptr inbounds float, ptr %v73, i64 %v116
  %v118 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v117, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v119 = mul i64 %i99, 3
  %v120 = getelementptr inbounds float, ptr %v22, i64 %v119
  %v121 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v120, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v122 = mul i64 %i99, 12
  %v123 = getelementptr inbounds float, ptr %v76, i64 %v122
  %v124 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v123, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v125 = mul i64 %i99, 3
  %v126 = getelementptr inbounds float, ptr %v79, i64 %v125
  %v127 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v126, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v128 = fadd <4 x float> %v112, %v109
  %v129 = fmul <4 x float> %v128, %v103
  %v130 = fcmp ogt <4 x float> %v106, <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>
  %v131 = select <4 x i1> %v130, <4 x float> <float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000, float 0x4023000000000000>, <4 x float> %v106
  %v132 = fcmp olt <4 x float> %v131, <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>
  %v133 = select <4 x i1> %v132, <4 x float> <float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000, float 0xC023000000000000>, <4 x float> %v131
  %v134 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v133, <4 x float> <float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000, float 0x4007154760000000>, <4 x float> <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>)
  %v135 = fsub <4 x float> %v134, <float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000, float 0x4168000FE0000000>
  %v136 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v135, <4 x float> <float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000, float 0xBFD62E4300000000>, <4 x float> %v133)
  %v137 = bitcast <4 x float> %v134 to <4 x i32>
  %v138 = shl <4 x i32> %v137, <i32 23, i32 23, i32 23, i32 23>
  %v139 = bitcast <4 x i32> %v138 to <4 x float>
  %v140 = call <4 x float> @llvm.fma.v4f32(<4 x float> <float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000, float 0x3FB6BEC060000000>, <4 x float> %v136, <4 x float> <float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000, float 0x3FD1227760000000>)
  %v141 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v140, <4 x float> %v136, <4 x float> <float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000, float 0x3FE5556740000000>)
  %v142 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v141, <4 x float> %v136, <4 x float> <float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000, float 0x3FF5554B00000000>)
  %v143 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v142, <4 x float> %v136, <4 x float> <float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000, float 0x3FFFFFFFE0000000>)
  %v144 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v143, <4 x float> %v136, <4 x float> <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>)
  %v145 = fmul <4 x float> %v136, %v144
  %v146 = fsub <4 x float> %v139, <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>
  %v147 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v139, <4 x float> %v145, <4 x float> %v146)
  %v148 = fadd <4 x float> %v147, <float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000, float 0x4000000000000000>
  %v149 = fdiv <4 x float> %v147, %v148
  %v150 = fneg <4 x float> %v149
  %v151 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v150, <4 x float> %v149, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v152 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v129, <4 x float> %v151, <4 x float> %v121)
  %v153 = fmul <4 x float> %v152, %v124
  %v154 = fmul <4 x float> %v152, %v115
  %v155 = fsub <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v118
  %v156 = fmul <4 x float> %v118, %v155
  %v157 = fmul <4 x float> %v154, %v156
  %v158 = fmul <4 x float> %v152, %v127
  %v159 = fsub <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v124
  %v160 = fmul <4 x float> %v124, %v159
  %v161 = fmul <4 x float> %v158, %v160
  %v162 = fmul <4 x float> %v152, %v118
  %v163 = fneg <4 x float> %v115
  %v164 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v163, <4 x float> %v115, <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>)
  %v165 = fmul <4 x float> %v162, %v164
  %v166 = fmul <4 x float> %v128, %v149
  %v167 = fsub <4 x float> <float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000, float 0x3FF0000000000000>, %v103
  %v168 = fmul <4 x float> %v103, %v167
  %v169 = fmul <4 x float> %v166, %v168
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v153, ptr %v120, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v170 = mul i64 %i99, 12
  %v171 = getelementptr inbounds float, ptr %v81, i64 %v170
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v157, ptr %v171, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v172 = mul i64 %i99, 12
  %v173 = getelementptr inbounds float, ptr %v84, i64 %v172
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v161, ptr %v173, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v174 = mul i64 %i99, 12
  %v175 = getelementptr inbounds float, ptr %v87, i64 %v174
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v165, ptr %v175, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v176 = mul i64 %i99, 12
  %v177 = getelementptr inbounds float, ptr %v90, i64 %v176
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v169, ptr %v177, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  %v178 = add nsw i64 %i99, 1
  br label %b96
b98:
  %v179 = sub i64 %v34, 1
  %v180 = icmp sgt i64 %v179, 0
  %v181 = select i1 %v180, i64 %v179, i64 0
  %v182 = getelementptr i64, ptr %v6, i64 %v181
  %v183 = load i64, ptr %v182, align 8
  %v184 = sub i64 %v181, 1
  %v185 = icmp sgt i64 %v184, 0
  %v186 = select i1 %v185, i64 %v184, i64 0
  %v187 = getelementptr i64, ptr %v6, i64 %v186
  %v188 = load i64, ptr %v187, align 8
  %v189 = mul i64 %v183, 12
  %v190 = getelementptr inbounds float, ptr %v14, i64 %v189
  %v191 = mul i64 %v183, 3
  %v192 = getelementptr inbounds float, ptr %v16, i64 %v191
  %v193 = mul i64 %v183, 3
  %v194 = getelementptr inbounds float, ptr %v18, i64 %v193
  %v195 = mul i64 %v183, 12
  %v196 = getelementptr inbounds float, ptr %v14, i64 %v195
  %v197 = getelementptr inbounds float, ptr %v196, i64 9
  %v198 = mul i64 %v183, 12
  %v199 = getelementptr inbounds float, ptr %v14, i64 %v198
  %v200 = getelementptr inbounds float, ptr %v199, i64 6
  %v201 = mul i64 %v183, 12
  %v202 = getelementptr inbounds float, ptr %v14, i64 %v201
  %v203 = getelementptr inbounds float, ptr %v202, i64 3
  %v204 = mul i64 %v188, 3
  %v205 = getelementptr inbounds float, ptr %v16, i64 %v204
  %v206 = sub i64 %v61, %v60
  %v208 = add i64 %v206, 0
  %v209 = udiv i64 %v208, 1
  %v210 = udiv i64 %v206, %v209
  %v211 = mul i64 %v210, %v209
  %v212 = sub i64 %v206, %v211
  br label %b213
b213:
  %i216 = phi i64 [ 0, %b98 ], [ %v357, %b227 ]
  %v217 = icmp slt i64 %i216, %v209
  br i1 %v217, label %b214, label %b215
b214:
  %v218 = mul i64 %i216, %v210
  %v219 = icmp slt i64 %i216, %v212
  %v220 = select i1 %v219, i64 %i216, i64 %v212
  %v221 = add nsw i64 %v218, %v220
  %v222 = icmp slt i64 %i216, %v212
  %v223 = zext i1 %v222 to i64
  %v224 = add nsw i64 %v210, %v223
  %v225 = add nsw i64 %v60, %v221
  switch i64 %v224, label %b227 [ i64 1, label %b226 ]
b226:
  %v228 = mul i64 %v225, 12
  %v229 = getelementptr inbounds float, ptr %v92, i64 %v228
  %v230 = mul i64 0, 12
  %v231 = getelementptr inbounds float, ptr %v12, i64 %v230
  %v232 = mul i64 %v225, 12
  %v233 = getelementptr inbounds float, ptr %v190, i64 %v232
  %v234 = mul i64 %v225, 3
  %v235 = getelementptr inbounds float, ptr %v192, i64 %v234
  %v236 = mul i64 %v225, 3
  %v237 = getelementptr inbounds float, ptr %v194, i64 %v236
  %v238 = mul i64 %v225, 12
  %v239 = getelementptr inbounds float, ptr %v197, i64 %v238
  %v240 = mul i64 %v225, 12
  %v241 = getelementptr inbounds float, ptr %v200, i64 %v240
  %v242 = mul i64 %v225, 12
  %v243 = getelementptr inbounds float, ptr %v203, i64 %v242
  %v244 = mul i64 %v225, 3
  %v245 = getelementptr inbounds float, ptr %v205, i64 %v244
  %v246 = udiv i64 0, 1
  %v247 = urem i64 0, 1
  %v248 = mul i64 %v246, 12
  %v249 = getelementptr inbounds float, ptr %v233, i64 %v248
  %v250 = mul i64 %v247, 4
  %v251 = getelementptr inbounds float, ptr %v249, i64 %v250
  call void @llvm.prefetch.p0(ptr %v251, i32 0, i32 2, i32 1)
  %v252 = udiv i64 0, 1
  %v253 = urem i64 0, 1
  %v254 = mul i64 %v252, 3
  %v255 = getelementptr inbounds float, ptr %v235, i64 %v254
  %v256 = mul i64 %v253, 4
  %v257 = getelementptr inbounds float, ptr %v255, i64 %v256
  call void @llvm.prefetch.p0(ptr %v257, i32 0, i32 2, i32 1)
  %v258 = udiv i64 0, 1
  %v259 = urem i64 0, 1
  %v260 = mul i64 %v258, 3
  %v261 = getelementptr inbounds float, ptr %v237, i64 %v260
  %v262 = mul i64 %v259, 4
  %v263 = getelementptr inbounds float, ptr %v261, i64 %v262
  call void @llvm.prefetch.p0(ptr %v263, i32 0, i32 2, i32 1)
  %v264 = udiv i64 0, 1
  %v265 = urem i64 0, 1
  %v266 = mul i64 %v264, 12
  %v267 = getelementptr inbounds float, ptr %v239, i64 %v266
  %v268 = mul i64 %v265, 4
  %v269 = getelementptr inbounds float, ptr %v267, i64 %v268
  call void @llvm.prefetch.p0(ptr %v269, i32 0, i32 2, i32 1)
  %v270 = udiv i64 0, 1
  %v271 = urem i64 0, 1
  %v272 = mul i64 %v270, 12
  %v273 = getelementptr inbounds float, ptr %v241, i64 %v272
  %v274 = mul i64 %v271, 4
  %v275 = getelementptr inbounds float, ptr %v273, i64 %v274
  call void @llvm.prefetch.p0(ptr %v275, i32 0, i32 2, i32 1)
  %v276 = udiv i64 0, 1
  %v277 = urem i64 0, 1
  %v278 = mul i64 %v276, 12
  %v279 = getelementptr inbounds float, ptr %v243, i64 %v278
  %v280 = mul i64 %v277, 4
  %v281 = getelementptr inbounds float, ptr %v279, i64 %v280
  call void @llvm.prefetch.p0(ptr %v281, i32 0, i32 2, i32 1)
  %v282 = udiv i64 0, 1
  %v283 = urem i64 0, 1
  %v284 = mul i64 %v282, 3
  %v285 = getelementptr inbounds float, ptr %v245, i64 %v284
  %v286 = mul i64 %v283, 4
  %v287 = getelementptr inbounds float, ptr %v285, i64 %v286
  call void @llvm.prefetch.p0(ptr %v287, i32 0, i32 2, i32 1)
  %v288 = mul i64 0, 4
  %v289 = getelementptr inbounds float, ptr %v229, i64 %v288
  %v290 = mul i64 0, 16
  %v291 = getelementptr inbounds float, ptr %v231, i64 %v290
  %v292 = load <4 x float>, ptr %v291, align 4
  %v293 = load float, ptr %v289, align 4
  %v294 = insertelement <4 x float> poison, float %v293, i32 0
  %v295 = shufflevector <4 x float> %v294, <4 x float> poison, <4 x i32> zeroinitializer
  %v296 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v295, <4 x float> %v292, <4 x float> zeroinitializer)
  %v297 = getelementptr inbounds float, ptr %v291, i64 4
  %v298 = load <4 x float>, ptr %v297, align 4
  %v299 = getelementptr inbounds float, ptr %v289, i64 1
  %v300 = load float, ptr %v299, align 4
  %v301 = insertelement <4 x float> poison, float %v300, i32 0
  %v302 = shufflevector <4 x float> %v301, <4 x float> poison, <4 x i32> zeroinitializer
  %v303 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v302, <4 x float> %v298, <4 x float> %v296)
  %v304 = getelementptr inbounds float, ptr %v291, i64 8
  %v305 = load <4 x float>, ptr %v304, align 4
  %v306 = getelementptr inbounds float, ptr %v289, i64 2
  %v307 = load float, ptr %v306, align 4
  %v308 = insertelement <4 x float> poison, float %v307, i32 0
  %v309 = shufflevector <4 x float> %v308, <4 x float> poison, <4 x i32> zeroinitializer
  %v310 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v309, <4 x float> %v305, <4 x float> %v303)
  %v311 = getelementptr inbounds float, ptr %v291, i64 12
  %v312 = load <4 x float>, ptr %v311, align 4
  %v313 = getelementptr inbounds float, ptr %v289, i64 3
  %v314 = load float, ptr %v313, align 4
  %v315 = insertelement <4 x float> poison, float %v314, i32 0
  %v316 = shufflevector <4 x float> %v315, <4 x float> poison, <4 x i32> zeroinitializer
  %v317 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v316, <4 x float> %v312, <4 x float> %v310)
  br label %b318
b318:
  %c321x0 = phi i64 [ 0, %b226 ], [ %v353, %b318 ]
  %c321x1 = phi <4 x float> [ %v317, %b226 ], [ %v352, %b318 ]
  %v322 = add nsw i64 %c321x0, 1
  %v323 = mul i64 %v322, 4
  %v324 = getelementptr inbounds float, ptr %v229, i64 %v323
  %v325 = mul i64 %v322, 16
  %v326 = getelementptr inbounds float, ptr %v231, i64 %v325
  %v327 = load <4 x float>, ptr %v326, align 4
  %v328 = load float, ptr %v324, align 4
  %v329 = insertelement <4 x float> poison, float %v328, i32 0
  %v330 = shufflevector <4 x float> %v329, <4 x float> poison, <4 x i32> zeroinitializer
  %v331 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v330, <4 x float> %v327, <4 x float> %c321x1)
  %v332 = getelementptr inbounds float, ptr %v326, i64 4
  %v333 = load <4 x float>, ptr %v332, align 4
  %v334 = getelementptr inbounds float, ptr %v324, i64 1
  %v335 = load float, ptr %v334, align 4
  %v336 = insertelement <4 x float> poison, float %v335, i32 0
  %v337 = shufflevector <4 x float> %v336, <4 x float> poison, <4 x i32> zeroinitializer
  %v338 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v337, <4 x float> %v333, <4 x float> %v331)
  %v339 = getelementptr inbounds float, ptr %v326, i64 8
  %v340 = load <4 x float>, ptr %v339, align 4
  %v341 = getelementptr inbounds float, ptr %v324, i64 2
  %v342 = load float, ptr %v341, align 4
  %v343 = insertelement <4 x float> poison, float %v342, i32 0
  %v344 = shufflevector <4 x float> %v343, <4 x float> poison, <4 x i32> zeroinitializer
  %v345 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v344, <4 x float> %v340, <4 x float> %v338)
  %v346 = getelementptr inbounds float, ptr %v326, i64 12
  %v347 = load <4 x float>, ptr %v346, align 4
  %v348 = getelementptr inbounds float, ptr %v324, i64 3
  %v349 = load float, ptr %v348, align 4
  %v350 = insertelement <4 x float> poison, float %v349, i32 0
  %v351 = shufflevector <4 x float> %v350, <4 x float> poison, <4 x i32> zeroinitializer
  %v352 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v351, <4 x float> %v347, <4 x float> %v345)
  %v353 = add nuw nsw i64 %c321x0, 1
  %v354 = icmp ult i64 %v353, 2
  br i1 %v354, label %b318, label %b320
b320:
  %v355 = mul i64 %v225, 3
  %v356 = getelementptr inbounds float, ptr %v20, i64 %v355
  call void @llvm.masked.store.v4f32.p0(<4 x float> %v352, ptr %v356, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>)
  br label %b227
b227:
  %v357 = add nsw i64 %i216, 1
  br label %b213
b215:
  br label %b207
b207:
  br label %b94
b94:
  %v358 = add nsw i64 %i57, 1
  br label %b54
b56:
  %v359 = add nsw i64 %i32, 1
  br label %b29
b31:
  ret void
}

define void @pack(ptr noalias %context) {
entry:
  %v1 = getelementptr ptr, ptr %context, i64 0
  %v2 = load ptr, ptr %v1, align 8
  %v3 = getelementptr ptr, ptr %context, i64 1
  %v4 = load ptr, ptr %v3, align 8
  %v5 = mul i64 0, 12
  %v6 = getelementptr inbounds float, ptr %v2, i64 %v5
  br label %b7
b7:
  %i10 = phi i64 [ 0, %entry ], [ %v17, %b8 ]
  %v11 = icmp slt i64 %i10, 3
  br i1 %v11, label %b8, label %b9
b8:
  %v12 = mul i64 %i10, 3
  %v13 = getelementptr inbounds float, ptr %v4, i64 %v12
  %v14 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v13, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v15 = mul i64 %i10, 4
  %v16 = getelementptr inbounds float, ptr %v6, i64 %v15
  store <4 x float> %v14, ptr %v16, align 4
  %v17 = add nsw i64 %i10, 1
  br label %b7
b9:
  %v18 = getelementptr inbounds float, ptr %v6, i64 12
  br label %b19
b19:
  %i22 = phi i64 [ 0, %b9 ], [ %v30, %b20 ]
  %v23 = icmp slt i64 %i22, 3
  br i1 %v23, label %b20, label %b21
b20:
  %v24 = add nsw i64 %i22, 3
  %v25 = mul i64 %v24, 3
  %v26 = getelementptr inbounds float, ptr %v4, i64 %v25
  %v27 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v26, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v28 = mul i64 %i22, 4
  %v29 = getelementptr inbounds float, ptr %v18, i64 %v28
  store <4 x float> %v27, ptr %v29, align 4
  %v30 = add nsw i64 %i22, 1
  br label %b19
b21:
  %v31 = getelementptr inbounds float, ptr %v6, i64 24
  br label %b32
b32:
  %i35 = phi i64 [ 0, %b21 ], [ %v43, %b33 ]
  %v36 = icmp slt i64 %i35, 3
  br i1 %v36, label %b33, label %b34
b33:
  %v37 = add nsw i64 %i35, 6
  %v38 = mul i64 %v37, 3
  %v39 = getelementptr inbounds float, ptr %v4, i64 %v38
  %v40 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v39, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v41 = mul i64 %i35, 4
  %v42 = getelementptr inbounds float, ptr %v31, i64 %v41
  store <4 x float> %v40, ptr %v42, align 4
  %v43 = add nsw i64 %i35, 1
  br label %b32
b34:
  %v44 = getelementptr inbounds float, ptr %v6, i64 36
  br label %b45
b45:
  %i48 = phi i64 [ 0, %b34 ], [ %v56, %b46 ]
  %v49 = icmp slt i64 %i48, 3
  br i1 %v49, label %b46, label %b47
b46:
  %v50 = add nsw i64 %i48, 9
  %v51 = mul i64 %v50, 3
  %v52 = getelementptr inbounds float, ptr %v4, i64 %v51
  %v53 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v52, i32 4, <4 x i1> <i1 true, i1 true, i1 true, i1 false>, <4 x float> zeroinitializer)
  %v54 = mul i64 %i48, 4
  %v55 = getelementptr inbounds float, ptr %v44, i64 %v54
  store <4 x float> %v53, ptr %v55, align 4
  %v56 = add nsw i64 %i48, 1
  br label %b45
b47:
  ret void
}
